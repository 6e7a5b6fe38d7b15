using Sair.Data.Accounts;
using Sair.Data.Blobs;

namespace Sair.Data.Photos;

/// <summary>An uploaded photo.</summary>
public sealed class Photo : IOwned
{
    /// <summary>Gets the id; version 7, so that ids sort by creation.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Gets the id of the user whom the photo belongs to.</summary>
    public Guid OwnerId { get; init; } = Owners.Local;

    /// <summary>Gets the name of the uploaded file as the user knows it; only ever shown, never used as a path.</summary>
    public required string FileName { get; init; }

    /// <summary>Gets the format found in the content, for example <c>jpeg</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Gets the uploaded bytes, untouched.</summary>
    public required BlobId OriginalBlob { get; init; }

    /// <summary>Gets or sets the small copy for pages: upright, sRGB, JPEG.</summary>
    public required BlobId PreviewBlob { get; set; }

    /// <summary>Gets the size of the upload in bytes.</summary>
    public required long OriginalBytes { get; init; }

    /// <summary>Gets or sets the width of the upright photo in pixels.</summary>
    public required int Width { get; set; }

    /// <summary>Gets or sets the height of the upright photo in pixels.</summary>
    public required int Height { get; set; }

    /// <summary>
    /// Gets or sets how far the original is turned clockwise beyond what its file says: 0, 90, 180 or 270 degrees. Copies, size and
    /// faces are of the turned photo.
    /// </summary>
    public int Turn { get; set; }

    /// <summary>
    /// Gets or sets how much further the photo should be turned, as its faces say: 90, 180 or 270 degrees clockwise; null where
    /// nothing is proposed.
    /// </summary>
    public int? ProposedTurn { get; set; }

    /// <summary>Gets the time of the upload, UTC.</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>Gets or sets when the photo was last opened while nothing used it, UTC, to the hour; null before.</summary>
    public DateTime? UsedUtc { get; set; }

    /// <summary>Gets when the photo was taken by the camera's own clock, kept as UTC; null where the file does not say.</summary>
    public DateTime? TakenUtc { get; init; }

    /// <summary>
    /// Gets or sets the 64-bit difference hash of the picture; photos whose hashes differ in few bits show the same picture.
    /// </summary>
    public long? DifferenceHash { get; set; }

    /// <summary>Gets or sets a value indicating whether smaller faces are still searched for; those found until now are there.</summary>
    public bool FaceSearchPending { get; set; }

    /// <summary>Gets or sets how many processes began the search for smaller faces without coming to its end.</summary>
    public int FaceSearchAttempts { get; set; }

    /// <summary>Gets the faces, largest first by <see cref="Face.Position"/>.</summary>
    public List<Face> Faces { get; } = [];
}
