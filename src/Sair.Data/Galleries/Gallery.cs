using Sair.Data.Accounts;

namespace Sair.Data.Galleries;

/// <summary>Results that are shown to others.</summary>
public sealed class Gallery : IOwned
{
    /// <summary>The longest title in characters.</summary>
    public const int LongestTitle = 120;

    /// <summary>Gets the id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Gets the id of the user whom it belongs to.</summary>
    public required Guid OwnerId { get; init; }

    /// <summary>Gets or sets the title, 1–120 characters.</summary>
    public required string Title { get; set; }

    /// <summary>Gets or sets a value indicating whether visitors see the faces as they were too.</summary>
    public bool ShowOriginals { get; set; }

    /// <summary>Gets when it was made, UTC.</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>Gets or sets when it was deleted, UTC; null while it is there. Its links stop working at once; until it is purged this can be undone.</summary>
    public DateTime? DeletedUtc { get; set; }

    /// <summary>Gets the results in their order.</summary>
    public List<GalleryItem> Items { get; } = [];

    /// <summary>Gets the links.</summary>
    public List<ShareLink> Links { get; } = [];
}
