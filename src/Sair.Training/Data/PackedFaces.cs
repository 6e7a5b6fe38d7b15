using System.IO.Compression;
using Sair.Engine.Imaging;

namespace Sair.Training.Data;

/// <summary>
/// Writes a data set as one file at the training size: WebP pictures and the list in a zip container, names and split unchanged.
/// </summary>
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
            throw new InvalidDataException(
                $"{faces.Count} faces of {side} pixels do not fit into {limit >> 20} MiB: choose a smaller --size or a larger --limit."
            );
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

/// <summary>The files of a data set: a folder, or one packed file that <see cref="PackedFaces"/> wrote.</summary>
internal sealed class FaceFiles : IDisposable
{
    /// <summary>Name of the list.</summary>
    public const string ListName = "sources.csv";

    private readonly string _path;
    private readonly ZipArchive? _archive;

    private FaceFiles(string path, ZipArchive? archive)
    {
        _path = path;
        _archive = archive;
    }

    /// <summary>Opens a folder or a packed file.</summary>
    /// <exception cref="InvalidDataException">The file is no packed data set.</exception>
    public static FaceFiles Open(string path) => new(path, File.Exists(path) ? ZipFile.OpenRead(path) : null);

    /// <summary>Opens the list.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public Stream OpenList()
    {
        if (_archive is not null)
        {
            return _archive.GetEntry(ListName)?.Open()
                ?? throw new FileNotFoundException(
                    $"{_path} has no {ListName}: it is no packed data set; write one with: sair train pack-data",
                    _path
                );
        }

        var list = Path.Combine(_path, ListName);
        return File.Exists(list)
            ? File.OpenRead(list)
            : throw new FileNotFoundException(
                $"{_path} has no {ListName}: name the folder that holds the aligned faces and their list.",
                list
            );
    }

    /// <summary>Decodes one picture at a side.</summary>
    /// <exception cref="InvalidDataException">The picture is missing, or packed at another side.</exception>
    public RgbImage Read(FaceSource face, int side)
    {
        if (_archive is null)
        {
            var picture = ImageDecoder.Decode(File.ReadAllBytes(Path.Combine(_path, face.File))).Image;
            return picture.Width == side ? picture : ImageResizer.Resize(picture, side, side);
        }

        var found = _archive.GetEntry(face.File) ?? throw new InvalidDataException($"{_path} lacks {face.File}: pack the data anew.");
        using var entry = found.Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        var packed = WebpCodec.Decode(bytes.ToArray());
        return packed.Width == side
            ? packed
            : throw new InvalidDataException(
                $"{_path} is packed at {packed.Width} pixels and {side} are wanted: pack the data with --size {side}."
            );
    }

    /// <inheritdoc/>
    public void Dispose() => _archive?.Dispose();
}
