using System.IO.Compression;
using Sair.Engine.Imaging;

namespace Sair.Training.Data;

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
            return _archive.GetEntry(ListName)?.Open() ?? throw new FileNotFoundException($"{_path} has no {ListName}: it is no packed data set; write one with: sair train pack-data", _path);
        }

        var list = Path.Combine(_path, ListName);
        return File.Exists(list) ? File.OpenRead(list) : throw new FileNotFoundException($"{_path} has no {ListName}: name the folder that holds the aligned faces and their list.", list);
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

        using var entry = (_archive.GetEntry(face.File) ?? throw new InvalidDataException($"{_path} lacks {face.File}: pack the data anew.")).Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        var packed = WebpCodec.Decode(bytes.ToArray());
        return packed.Width == side ? packed : throw new InvalidDataException($"{_path} is packed at {packed.Width} pixels and {side} are wanted: pack the data with --size {side}.");
    }

    /// <inheritdoc/>
    public void Dispose() => _archive?.Dispose();
}
