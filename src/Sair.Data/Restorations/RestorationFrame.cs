using Sair.Data.Blobs;

namespace Sair.Data.Restorations;

/// <summary>One picture on the way to a result.</summary>
public sealed class RestorationFrame
{
    /// <summary>Gets the id of the restoration.</summary>
    public Guid RestorationId { get; init; }

    /// <summary>Gets the 1-based iteration that the picture shows.</summary>
    public required int Iteration { get; init; }

    /// <summary>Gets the picture, JPEG.</summary>
    public required BlobId Blob { get; init; }
}
