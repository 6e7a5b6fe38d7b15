namespace Sair.Data.Galleries;

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
