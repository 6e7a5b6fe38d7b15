using System.CommandLine;
using Sair.Cli.CommandLine;
using Sair.Cli.Restoring;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Imaging;
using Sair.Evaluation.QuickSet;

namespace Sair.Cli.Commands;

/// <summary><c>sair sample --out FILE</c>.</summary>
internal static class SampleCommand
{
    private const int Batch = 8;

    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var count = new Option<int>("--n") { Description = "How many faces.", HelpName = "N", DefaultValueFactory = _ => 64 };
        count.AcceptRange(1, 1024);
        var spread = new Option<double>("--spread") { Description = "1 draws as wide as the training faces, smaller values stay nearer to the mean face.", HelpName = "X", DefaultValueFactory = _ => 0.8 };
        var seed = new Option<int>("--seed") { Description = "Seed of the draws.", HelpName = "N", DefaultValueFactory = _ => 0 };
        var sheet = new Option<string>("--out") { Description = "Where to draw the faces.", HelpName = "FILE", Required = true };
        var command = new Command("sample", "Draws faces that nobody has from the face pack.") { count, spread, seed, sheet };
        command.SetAction((parsed, cancellationToken) =>
        {
            var device = GlobalOptions.ConfigureTorch(parsed);
            var path = parsed.GetValue(sheet)!;
            PictureFile.RequireWritable(path);
            var models = services.OpenModels(GlobalOptions.FindModels(parsed));
            using var ownedModels = models as IDisposable;
            using var pack = SairPack.Load(models, device);
            var faces = Draw(pack, parsed.GetValue(count), parsed.GetValue(spread), parsed.GetValue(seed), device, cancellationToken);
            PictureFile.Write(path, Arrange(faces, pack.Generator.Configuration.Size));
            services.Output.WriteLine(path);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static List<RgbImage> Draw(SairPack pack, int count, double spread, int seed, Device device, CancellationToken cancellationToken)
    {
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

    // As square as can be; the last row is filled with white.
    private static RgbImage Arrange(List<RgbImage> faces, int side)
    {
        var columns = (int)Math.Ceiling(Math.Sqrt(faces.Count));
        var white = new RgbImage(1, 1, [byte.MaxValue, byte.MaxValue, byte.MaxValue]);
        var rows = faces.Chunk(columns).Select(row => (IReadOnlyList<RgbImage>)[.. row, .. Enumerable.Repeat(white, columns - row.Length)]).ToList();
        return ContactSheet.Draw(rows, side);
    }
}
