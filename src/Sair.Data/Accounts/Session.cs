namespace Sair.Data.Accounts;

/// <summary>Somebody is signed in on one device; the cookie there names it.</summary>
public sealed class Session
{
    /// <summary>Gets the id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Gets the id of the user; it goes with the user.</summary>
    public required Guid UserId { get; init; }

    /// <summary>Gets the user's <see cref="User.SecurityStamp"/> at sign-in; the session counts only while it is still the same.</summary>
    public required string Stamp { get; init; }

    /// <summary>Gets when it began, UTC.</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>Gets or sets when it was last used, UTC, to the hour.</summary>
    public required DateTime UsedUtc { get; set; }
}
