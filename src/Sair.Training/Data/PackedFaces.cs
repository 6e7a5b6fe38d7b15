using System.IO.Compression;
using Sair.Engine.Imaging;

namespace Sair.Training.Data;

/// <summary>Writes a data set as one file at the training size: WebP pictures and the list in a zip container, names and split unchanged.</summary>
public static class PackedFaces
{
    private const int SampleSize = 150;
    private const double Reserve = 0.97;

    // Bytes of the container around a picture: two headers with its name.
    private const int EntryOverhead = 150;
    private static readonly int[] s_qualities = [95, 92, 90, 87, 84, 80, 75, 70, 65, 60, 50, 40, 30];

    /// <summary>Packs at the best quality that fits.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="side">Side of the pictures in pixels.</param>
    /// <param name="limit">Largest size of the file in bytes.</param>
    /// <param name="cancellationToken">Stops between pictures.</param>
    /// <returns>WebP quality and size of the file in bytes.</returns>
    /// <exception cref="InvalidDataException">The pictures do not fit at any quality.</exception>
    public static (int Quality, long Bytes) Write(string folder, string path, int side, long limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var files = FaceFiles.Open(folder);
        var faces = FaceIndex.Read(folder, []);
        var step = Math.Max(1, faces.Count / SampleSize);
        var sample = faces.Where((_, i) => i % step == 0).Select(face => files.Read(face, side)).ToList();
        var quality = s_qualities.FirstOrDefault(quality =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var mean = sample.Average(picture => ImageEncoder.Encode(picture, ImageFormat.Webp, quality).Length);
            return (mean + EntryOverhead) * faces.Count < Reserve * limit;
        });
        if (quality == 0)
        {
            throw new InvalidDataException($"{faces.Count} faces of {side} pixels do not fit into {limit >> 20} MiB: choose a smaller --size or a larger --limit.");
        }

        var temporary = path + ".partial";
        using (var stream = File.Create(temporary))
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            using (var list = archive.CreateEntry(FaceFiles.ListName, CompressionLevel.Optimal).Open())
            using (var original = files.OpenList())
            {
                original.CopyTo(list);
            }

            foreach (var face in faces)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var entry = archive.CreateEntry(face.File, CompressionLevel.NoCompression).Open();
                entry.Write(ImageEncoder.Encode(files.Read(face, side), ImageFormat.Webp, quality));
            }
        }

        File.Move(temporary, path, overwrite: true);
        return (quality, new FileInfo(path).Length);
    }
}
