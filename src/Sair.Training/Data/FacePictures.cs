using System.Security.Cryptography;
using System.Text;
using Sair.Engine.Imaging;

namespace Sair.Training.Data;

/// <summary>Decoded pictures in memory at the training size.</summary>
public sealed class FacePictures
{
    private readonly byte[][] _planes;
    private readonly double[] _cumulativeWeights;

    private FacePictures(int side, IReadOnlyList<FaceSource> sources, byte[][] planes, double[] cumulativeWeights)
    {
        Side = side;
        Sources = sources;
        _planes = planes;
        _cumulativeWeights = cumulativeWeights;
    }

    /// <summary>Gets the side in pixels.</summary>
    public int Side { get; }

    /// <summary>Gets what the pictures are.</summary>
    public IReadOnlyList<FaceSource> Sources { get; }

    /// <summary>Gets or sets where batches are made.</summary>
    public Device Device { get; set; } = CPU;

    /// <summary>Gets the number of pictures.</summary>
    public int Count => _planes.Length;

    /// <summary>Decodes and shrinks pictures.</summary>
    /// <param name="folder">The data folder, or the file that <see cref="PackedFaces"/> wrote.</param>
    /// <param name="sources">The pictures.</param>
    /// <param name="side">Side to keep in pixels.</param>
    /// <param name="balance">0 draws pictures evenly; 1 draws every collection as often as any other.</param>
    /// <param name="cacheFolder">Where the decoded pixels are kept for the next start.</param>
    /// <param name="cancellationToken">Stops between pictures.</param>
    public static FacePictures Load(
        string folder,
        IReadOnlyList<FaceSource> sources,
        int side,
        double balance,
        string cacheFolder,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(sources);
        var cache = Path.Combine(cacheFolder, CacheName(sources, side));
        var planes = ReadCache(cache, sources.Count, 3 * side * side);
        if (planes is null)
        {
            planes = new byte[sources.Count][];
            using var files = FaceFiles.Open(folder);
            for (var i = 0; i < sources.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                planes[i] = ToPlanes(files.Read(sources[i], side));
            }

            WriteCache(cache, planes);
        }

        var sizes = sources.GroupBy(face => face.Source).ToDictionary(group => group.Key, group => group.Count());
        var cumulative = new double[sources.Count];
        var sum = 0.0;
        for (var i = 0; i < cumulative.Length; i++)
        {
            cumulative[i] = sum += Math.Pow(sizes[sources[i].Source], -balance);
        }

        return new FacePictures(side, sources, planes, cumulative);
    }

    /// <summary>Draws a batch by weight, mirrored at random.</summary>
    /// <param name="count">Number of pictures.</param>
    /// <param name="side">Side of the batch: the pictures' own or a half, a quarter, …, by area mean.</param>
    /// <param name="random">Source of the draws.</param>
    /// <returns>[N, 3, side, side] in −1–1, RGB.</returns>
    public Tensor Draw(int count, int side, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var indices = new int[count];
        var mirrored = new bool[count];
        for (var i = 0; i < count; i++)
        {
            var found = Array.BinarySearch(_cumulativeWeights, random.NextDouble() * _cumulativeWeights[^1]);
            indices[i] = Math.Min(found < 0 ? ~found : found, Count - 1);
            mirrored[i] = random.Next(2) == 1;
        }

        using var scope = NewDisposeScope();
        var batch = Read(indices, side);
        var mask = tensor(mirrored).to(Device).reshape(-1, 1, 1, 1);
        return where(mask, batch.flip(3), batch).MoveToOuterDisposeScope();
    }

    /// <summary>Reads pictures by number.</summary>
    /// <param name="indices">Their numbers.</param>
    /// <param name="side">Side of the batch, as in <see cref="Draw"/>.</param>
    /// <returns>[N, 3, side, side] in −1–1, RGB.</returns>
    public Tensor Read(IReadOnlyList<int> indices, int side)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var size = 3 * Side * Side;
        var bytes = new byte[indices.Count * size];
        for (var i = 0; i < indices.Count; i++)
        {
            _planes[indices[i]].CopyTo(bytes, i * size);
        }

        using var scope = NewDisposeScope();
        var batch = (tensor(bytes, [indices.Count, 3, Side, Side]).to(Device).to(float32) / 127.5) - 1;
        return (side == Side ? batch : nn.functional.avg_pool2d(batch, Side / side)).MoveToOuterDisposeScope();
    }

    /// <summary>Numbers of pictures that are spread evenly over all, in batches: what runs are measured on.</summary>
    /// <param name="most">How many pictures; all where there are fewer.</param>
    /// <param name="batch">Pictures per batch.</param>
    public IEnumerable<IReadOnlyList<int>> EvenBatches(int most, int batch)
    {
        var count = Math.Min(most, Count);
        return Enumerable.Range(0, count).Select(i => (int)((long)i * Count / count)).Chunk(batch);
    }

    private static string CacheName(IReadOnlyList<FaceSource> sources, int side)
    {
        var list = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', sources.Select(face => face.File))));
        return $"faces-{side}-{Convert.ToHexStringLower(list.AsSpan(0, 6))}.planes";
    }

    private static byte[][]? ReadCache(string path, int count, int size)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != (long)count * size)
        {
            return null;
        }

        using var stream = File.OpenRead(path);
        var planes = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            planes[i] = new byte[size];
            stream.ReadExactly(planes[i]);
        }

        return planes;
    }

    private static void WriteCache(string path, byte[][] planes)
    {
        using (var stream = File.Create(path + ".partial"))
        {
            foreach (var plane in planes)
            {
                stream.Write(plane);
            }
        }

        File.Move(path + ".partial", path, overwrite: true);
    }

    private static byte[] ToPlanes(RgbImage picture)
    {
        var area = picture.Width * picture.Height;
        var planes = new byte[3 * area];
        for (var i = 0; i < area; i++)
        {
            planes[i] = picture.Pixels[3 * i];
            planes[area + i] = picture.Pixels[(3 * i) + 1];
            planes[(2 * area) + i] = picture.Pixels[(3 * i) + 2];
        }

        return planes;
    }
}

/// <summary>The pictures of a run.</summary>
/// <param name="Training">What is learned from.</param>
/// <param name="HeldOut">What is measured on: other people's.</param>
public sealed record FaceSplit(FacePictures Training, FacePictures HeldOut)
{
    /// <summary>Loads both sides of the split.</summary>
    /// <param name="folder">The data folder, or the file that <see cref="PackedFaces"/> wrote.</param>
    /// <param name="sources">Collections to keep; empty keeps all.</param>
    /// <param name="side">Side to keep in pixels.</param>
    /// <param name="balance">How evenly collections are drawn, see <see cref="FacePictures.Load"/>.</param>
    /// <param name="cacheFolder">Where the decoded pixels are kept for the next start.</param>
    /// <param name="output">Told how many pictures there are.</param>
    /// <param name="cancellationToken">Stops between pictures.</param>
    /// <param name="device">Where batches are made; null for the processor.</param>
    /// <exception cref="FileNotFoundException">The folder has no list.</exception>
    /// <exception cref="InvalidDataException">A named collection does not occur.</exception>
    public static FaceSplit Load(
        string folder,
        IReadOnlyList<string> sources,
        int side,
        double balance,
        string cacheFolder,
        TextWriter output,
        CancellationToken cancellationToken,
        Device? device = null
    )
    {
        ArgumentNullException.ThrowIfNull(output);
        var faces = FaceIndex.Read(folder, sources).ToLookup(FaceIndex.IsValidation);
        var split = new FaceSplit(Read(isHeldOut: false), Read(isHeldOut: true));
        output.WriteLine($"{split.Training.Count} pictures to learn from, {split.HeldOut.Count} held out");
        return split;

        FacePictures Read(bool isHeldOut)
        {
            var pictures = FacePictures.Load(folder, [.. faces[isHeldOut]], side, balance, cacheFolder, cancellationToken);
            pictures.Device = device ?? CPU;
            return pictures;
        }
    }
}
