using Sair.Data.Requests;

namespace Sair.Data.Galleries;

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
