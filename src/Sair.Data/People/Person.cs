using Sair.Data.Accounts;

namespace Sair.Data.People;

/// <summary>A person with an album of reference photos.</summary>
public sealed class Person : IOwned
{
    /// <summary>The longest name in characters.</summary>
    public const int LongestName = 80;

    /// <summary>Gets the id; version 7, so that ids sort by creation.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Gets the id of the user whom the person's album belongs to.</summary>
    public Guid OwnerId { get; init; } = Owners.Local;

    /// <summary>Gets or sets the name, 1–80 characters.</summary>
    public required string Name { get; set; }

    /// <summary>Gets when the person was added, UTC.</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>Gets or sets when the person was deleted, UTC; null while it is there. Until it is purged the deletion can be undone.</summary>
    public DateTime? DeletedUtc { get; set; }

    /// <summary>Gets the album.</summary>
    public List<PersonPhoto> Photos { get; } = [];
}
