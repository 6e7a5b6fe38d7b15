namespace Sair.Data.Accounts;

/// <summary>Somebody who signs in.</summary>
public sealed class User
{
    /// <summary>The role of who set Sair up: sees the machine's status and adds members.</summary>
    public const string OwnerRole = "Owner";

    /// <summary>The role of everybody else.</summary>
    public const string MemberRole = "Member";

    /// <summary>Gets the id; the first user takes over what belonged to <see cref="Owners.Local"/>.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The longest name in characters.</summary>
    public const int LongestName = 80;

    /// <summary>Gets or sets the name to sign in with.</summary>
    public required string Name { get; set; }

    /// <summary>Gets or sets the name in upper case, by which it is found.</summary>
    public string NormalizedName { get; set; } = string.Empty;

    /// <summary>Gets or sets the salted hash of the password; null before one was set.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Gets or sets a value that changes with the password, so that older sign-ins end.</summary>
    public string SecurityStamp { get; set; } = string.Empty;

    /// <summary>Gets or sets the role: <see cref="OwnerRole"/> or <see cref="MemberRole"/>.</summary>
    public required string Role { get; set; }

    /// <summary>
    /// Gets or sets a value that changes with every change of the row, so that nobody overwrites what somebody else changed
    /// meanwhile.
    /// </summary>
    public string ConcurrencyStamp { get; set; } = string.Empty;

    /// <summary>Gets when the account was made, UTC.</summary>
    public required DateTime CreatedUtc { get; init; }
}
