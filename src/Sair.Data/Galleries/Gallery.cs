using Sair.Data.Accounts;
using Sair.Data.Requests;

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

    /// <summary>
    /// Gets or sets when it was deleted, UTC; null while it is there. Its links stop working at once; until it is purged this can
    /// be undone.
    /// </summary>
    public DateTime? DeletedUtc { get; set; }

    /// <summary>Gets the results in their order.</summary>
    public List<GalleryItem> Items { get; } = [];

    /// <summary>Gets the links.</summary>
    public List<ShareLink> Links { get; } = [];
}

/// <summary>One result of a gallery.</summary>
public sealed class GalleryItem
{
    /// <summary>Gets the id of the gallery.</summary>
    public required Guid GalleryId { get; init; }

    /// <summary>Gets the id of the request of the result.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Gets the request; null unless it was loaded too.</summary>
    public RestorationRequest? Request { get; init; }

    /// <summary>Gets the 0-based place.</summary>
    public required int Position { get; init; }
}

/// <summary>A link under which a gallery can be seen without an account.</summary>
public sealed class ShareLink
{
    /// <summary>Gets the id, which visitors never learn.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Gets the id of the gallery.</summary>
    public required Guid GalleryId { get; init; }

    /// <summary>Gets the gallery; null unless it was loaded too.</summary>
    public Gallery? Gallery { get; init; }

    /// <summary>Gets the 256 random bits of the address, base64url.</summary>
    public required string Token { get; init; }

    /// <summary>Gets the salted hash of the password; null where none is needed.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Gets when the link stops working, UTC; null for never.</summary>
    public DateTime? ExpiresUtc { get; init; }

    /// <summary>Gets or sets when the link was revoked, UTC; null while it works.</summary>
    public DateTime? RevokedUtc { get; set; }

    /// <summary>Gets or sets how often the gallery was looked at through it.</summary>
    public int Views { get; set; }

    /// <summary>Gets when it was made, UTC.</summary>
    public required DateTime CreatedUtc { get; init; }
}

/// <summary>What one visitor answered to "which looks most like the person?".</summary>
public sealed class Vote
{
    /// <summary>Gets the id of the gallery.</summary>
    public required Guid GalleryId { get; init; }

    /// <summary>Gets the visitor, a random value that the browser keeps; one vote each.</summary>
    public required string Visitor { get; init; }

    /// <summary>Gets or sets the id of the request of the chosen result.</summary>
    public required Guid RequestId { get; set; }

    /// <summary>Gets or sets when, UTC.</summary>
    public required DateTime CastUtc { get; set; }
}
