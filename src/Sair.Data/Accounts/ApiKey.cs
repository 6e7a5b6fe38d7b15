namespace Sair.Data.Accounts;

/// <summary>A key with which a program acts for a user.</summary>
public sealed class ApiKey : IOwned
{
    /// <summary>Gets the id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Gets the id of the user.</summary>
    public required Guid OwnerId { get; init; }

    /// <summary>Gets what the user calls the key.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the SHA-256 of the key in lower-case hex; the key itself is shown once and not stored.</summary>
    public required string KeyHash { get; init; }

    /// <summary>Gets when the key was made, UTC.</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>Gets or sets when the key was last used, UTC, to the hour; null before.</summary>
    public DateTime? UsedUtc { get; set; }
}
