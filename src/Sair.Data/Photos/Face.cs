using System.Buffers.Binary;
using Sair.Data.Blobs;

namespace Sair.Data.Photos;

/// <summary>One face of a photo; all coordinates are pixels of the upright photo.</summary>
/// <remarks>Coordinates and descriptor are packed by <see cref="FaceBytes"/>.</remarks>
public sealed class Face
{
    /// <summary>Gets the id; version 7, so that ids sort by creation.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Gets the id of the photo.</summary>
    public Guid PhotoId { get; init; }

    /// <summary>Gets the photo; null unless it was loaded too.</summary>
    public Photo? Photo { get; init; }

    /// <summary>Gets or sets the 0-based place among the faces of the photo, largest first; faces placed by hand come last.</summary>
    public required int Position { get; set; }

    /// <summary>Gets or sets the left edge of the box.</summary>
    public required double BoxX { get; set; }

    /// <summary>Gets or sets the top edge of the box.</summary>
    public required double BoxY { get; set; }

    /// <summary>Gets or sets the width of the box.</summary>
    public required double BoxWidth { get; set; }

    /// <summary>Gets or sets the height of the box.</summary>
    public required double BoxHeight { get; set; }

    /// <summary>Gets or sets 68 landmarks: x, y, x, y …</summary>
    public required byte[] Landmarks { get; set; }

    /// <summary>Gets or sets the FFHQ square: x, y of top-left, bottom-left, bottom-right, top-right.</summary>
    public required byte[] Quad { get; set; }

    /// <summary>Gets the face cut out in FFHQ framing, PNG; never larger than the photo's own pixels.</summary>
    public required BlobId SquareBlob { get; init; }

    /// <summary>Gets the square reduced for lists, JPEG; null for faces that were stored without one.</summary>
    public BlobId? ThumbnailBlob { get; init; }

    /// <summary>Gets how much of the person the square shows, 0–1: size, sharpness and certainty; null where it was not measured.</summary>
    public double? Quality { get; init; }

    /// <summary>Gets the sharpness of the square, 0–1; null where it was not measured.</summary>
    public double? Sharpness { get; init; }

    /// <summary>Gets the score of the quality network for the square, 0–1; null where it was not scored yet.</summary>
    public double? QualityScore { get; init; }

    /// <summary>Gets the 128 values of the recogniser.</summary>
    public required byte[] Descriptor { get; init; }

    /// <summary>Gets the probabilities of the expressions by name, as JSON.</summary>
    public required string ExpressionsJson { get; init; }

    /// <summary>Gets the detector's score, 0–1; 1 where the user placed the face.</summary>
    public required double Score { get; init; }

    /// <summary>
    /// Gets or sets what the user painted over the square, PNG: red stays as it is, green is damage; null where nothing is painted.
    /// </summary>
    public BlobId? MarksBlob { get; set; }

    /// <summary>Gets or sets what the user knows of the face's degradation, as JSON; null leaves it to be estimated.</summary>
    public string? DegradationJson { get; set; }

    /// <summary>
    /// Gets what the pixels say of the face's real size, as JSON; null where the photo does not look enlarged, or was not looked
    /// at.
    /// </summary>
    public string? RealSizeJson { get; init; }

    /// <summary>Gets a value indicating whether the user placed the face by hand.</summary>
    public bool PlacedByHand { get; init; }

    /// <summary>
    /// Gets or sets a value indicating whether the photo was turned since and shows this face upright as another one; it is kept
    /// for the restorations that used it.
    /// </summary>
    public bool Superseded { get; set; }
}

/// <summary>Packs numbers of a face into little-endian columns: coordinates as 64-bit, descriptors as 32-bit floats.</summary>
public static class FaceBytes
{
    /// <summary>Packs coordinates, 8 bytes each.</summary>
    public static byte[] Pack(ReadOnlySpan<double> values)
    {
        var bytes = new byte[values.Length * sizeof(double)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
        }

        return bytes;
    }

    /// <summary>Packs a descriptor, 4 bytes a value.</summary>
    public static byte[] Pack(ReadOnlySpan<float> values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return bytes;
    }

    /// <summary>Unpacks coordinates.</summary>
    public static double[] UnpackDoubles(ReadOnlySpan<byte> bytes)
    {
        var values = new double[bytes.Length / sizeof(double)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * sizeof(double))..]);
        }

        return values;
    }

    /// <summary>Unpacks a descriptor.</summary>
    public static float[] UnpackSingles(ReadOnlySpan<byte> bytes)
    {
        var values = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        }

        return values;
    }
}
