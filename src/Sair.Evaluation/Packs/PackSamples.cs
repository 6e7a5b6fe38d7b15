using System.CommandLine;
using Sair.CommandLine;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Packs;

/// <summary><c>sair sample --out FILE</c>.</summary>
public static class SampleCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var count = CommandOptions.Number("--n", "How many faces.", 64, 1, 1024, "N");
        var spread = new Option<double>("--spread")
        {
            Description = "1 draws as wide as the training faces, smaller values stay nearer to the mean face.",
            HelpName = "X",
            DefaultValueFactory = _ => PackSamples.DefaultSpread,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Seed of the draws.",
            HelpName = "N",
            DefaultValueFactory = _ => 0,
        };
        var sheet = new Option<string>("--out")
        {
            Description = "Where to draw the faces.",
            HelpName = "FILE",
            Required = true,
        };
        sheet.AcceptPicture();
        var find = new Option<bool>("--find") { Description = "Also count the pictures in which the detector finds a face." };
        var command = new Command("sample", "Draws faces that nobody has from the face pack.") { count, spread, seed, sheet, find };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var device = GlobalOptions.ConfigureTorch(parsed);
                var path = parsed.GetValue(sheet)!;
                var files = new OutputFiles(services);
                files.RequirePicture(path);
                var models = services.OpenModels(GlobalOptions.FindModels(parsed));
                using var ownedModels = models as IDisposable;
                using var pack = SairPack.Load(models, device);
                var columns = ColumnsFor(parsed.GetValue(count));
                files.RequireSheet(path, (parsed.GetValue(count) + columns - 1) / columns, columns, pack.Generator.Configuration.Size);
                var faces = PackSamples.Draw(
                    pack,
                    parsed.GetValue(count),
                    parsed.GetValue(spread),
                    parsed.GetValue(seed),
                    device,
                    cancellationToken
                );
                files.Write(PictureFile.Encode(path, Arrange(faces, pack.Generator.Configuration.Size)));
                services.Output.WriteLine(path);
                if (parsed.GetValue(find))
                {
                    var analyzer = services.OpenFaces(models);
                    using var ownedFaces = analyzer as IDisposable;
                    services.Output.WriteLine(
                        $"a face is found in {PackSamples.CountFound(faces, analyzer, cancellationToken)} of {faces.Count}"
                    );
                }

                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }

    private static int ColumnsFor(int count) => (int)Math.Ceiling(Math.Sqrt(count));

    // As square as can be; the last row is filled with white.
    private static RgbImage Arrange(IReadOnlyList<RgbImage> faces, int side)
    {
        var columns = ColumnsFor(faces.Count);
        var white = new RgbImage(1, 1, [byte.MaxValue, byte.MaxValue, byte.MaxValue]);
        var rows = faces
            .Chunk(columns)
            .Select(row => (IReadOnlyList<RgbImage>)[.. row, .. Enumerable.Repeat(white, columns - row.Length)])
            .ToList();
        return ContactSheet.Draw(rows, side);
    }
}

/// <summary>Draws faces that nobody has from a face pack, and counts those that a detector takes for a face.</summary>
public static class PackSamples
{
    /// <summary>How wide faces are drawn unless said otherwise: a little nearer to the mean face than the training faces.</summary>
    public const double DefaultSpread = 0.8;

    private const int Batch = 8;
    private const byte Neutral = 128;

    /// <summary>Draws faces from the pack's own distribution of latents.</summary>
    /// <param name="pack">The face pack.</param>
    /// <param name="count">How many.</param>
    /// <param name="spread">1 draws as wide as the training faces.</param>
    /// <param name="seed">Seed of latents and noise.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    public static IReadOnlyList<RgbImage> Draw(
        SairPack pack,
        int count,
        double spread,
        int seed,
        Device device,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(pack);
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var latents = pack.Sample(count, spread, seed); // [N, L, S]
        var noise = pack.DrawNoise(seed, device);
        var faces = new List<RgbImage>();
        for (var start = 0; start < count; start += Batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var pictures = (pack.Generator.Synthesize(latents.narrow(0, start, Math.Min(Batch, count - start)), noise) + 1) / 2;
            faces.AddRange(Enumerable.Range(0, (int)pictures.shape[0]).Select(i => pictures.narrow(0, i, 1).ToImage()));
        }

        foreach (var input in noise)
        {
            input.Dispose();
        }

        return faces;
    }

    /// <summary>Counts the pictures in which a detector finds a face when each is shown at half the side of a grey canvas.</summary>
    /// <param name="faces">The pictures.</param>
    /// <param name="analyzer">The detector.</param>
    /// <param name="cancellationToken">Checked between pictures.</param>
    public static int CountFound(IReadOnlyList<RgbImage> faces, IFaceAnalyzer analyzer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentNullException.ThrowIfNull(analyzer);
        return faces.Count(face => analyzer.Analyze(OnCanvas(face), cancellationToken).Count > 0);
    }

    private static RgbImage OnCanvas(RgbImage face)
    {
        var (width, height) = (2 * face.Width, 2 * face.Height);
        var pixels = new byte[3 * width * height];
        Array.Fill(pixels, Neutral);
        for (var y = 0; y < face.Height; y++)
        {
            face.Pixels.AsSpan(3 * y * face.Width, 3 * face.Width)
                .CopyTo(pixels.AsSpan(3 * (((y + (face.Height / 2)) * width) + (face.Width / 2))));
        }

        return new RgbImage(width, height, pixels);
    }
}
