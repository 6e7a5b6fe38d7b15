using Sair.Data.Accounts;
using Sair.Data.Photos;

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

    /// <summary>
    /// Gets or sets when the person was deleted, UTC; null while it is there. Until it is purged the deletion can be undone.
    /// </summary>
    public DateTime? DeletedUtc { get; set; }

    /// <summary>Gets the album.</summary>
    public List<PersonPhoto> Photos { get; } = [];
}

/// <summary>One photo of a person's album.</summary>
public sealed class PersonPhoto
{
    /// <summary>Gets the id of the person.</summary>
    public required Guid PersonId { get; init; }

    /// <summary>Gets the person; null unless it was loaded too.</summary>
    public Person? Person { get; init; }

    /// <summary>Gets the id of the photo.</summary>
    public required Guid PhotoId { get; init; }

    /// <summary>Gets the photo; null unless it was loaded too.</summary>
    public Photo? Photo { get; init; }

    /// <summary>Gets or sets the id of the person's face on the photo; null while it was not chosen.</summary>
    public Guid? FaceId { get; set; }

    /// <summary>Gets the face; null unless one was chosen and it was loaded too.</summary>
    public Face? Face { get; init; }

    /// <summary>Gets or sets a value indicating whether the user said that this is the person.</summary>
    public bool Confirmed { get; set; }

    /// <summary>Gets or sets a value indicating whether the photo stays in the album but is never used as reference.</summary>
    public bool Excluded { get; set; }

    /// <summary>Gets when the photo came into the album, UTC.</summary>
    public required DateTime AddedUtc { get; init; }

    /// <summary>
    /// Gets or sets when the photo was taken out of the album, UTC; null while it is in it. Until it is purged this can be undone.
    /// </summary>
    public DateTime? DeletedUtc { get; set; }
}
