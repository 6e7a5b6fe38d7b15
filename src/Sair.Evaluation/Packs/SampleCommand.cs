using System.CommandLine;
using Sair.CommandLine;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Imaging;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Packs;

/// <summary><c>sair sample --out FILE</c>.</summary>
public static class SampleCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var count = new Option<int>("--n") { Description = "How many faces.", HelpName = "N", DefaultValueFactory = _ => 64 };
        count.AcceptRange(1, 1024);
        var spread = new Option<double>("--spread") { Description = "1 draws as wide as the training faces, smaller values stay nearer to the mean face.", HelpName = "X", DefaultValueFactory = _ => PackSamples.UsualSpread };
        var seed = new Option<int>("--seed") { Description = "Seed of the draws.", HelpName = "N", DefaultValueFactory = _ => 0 };
        var sheet = new Option<string>("--out") { Description = "Where to draw the faces.", HelpName = "FILE", Required = true };
        var find = new Option<bool>("--find") { Description = "Also count the pictures in which the detector finds a face." };
        var command = new Command("sample", "Draws faces that nobody has from the face pack.") { count, spread, seed, sheet, find };
        command.SetAction((parsed, cancellationToken) =>
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
            var faces = PackSamples.Draw(pack, parsed.GetValue(count), parsed.GetValue(spread), parsed.GetValue(seed), device, cancellationToken);
            files.Write(PictureFile.Encode(path, Arrange(faces, pack.Generator.Configuration.Size)));
            services.Output.WriteLine(path);
            if (parsed.GetValue(find))
            {
                var analyzer = services.OpenFaces(models);
                using var ownedFaces = analyzer as IDisposable;
                services.Output.WriteLine($"a face is found in {PackSamples.CountFound(faces, analyzer, cancellationToken)} of {faces.Count}");
            }

            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static int ColumnsFor(int count) => (int)Math.Ceiling(Math.Sqrt(count));

    // As square as can be; the last row is filled with white.
    private static RgbImage Arrange(IReadOnlyList<RgbImage> faces, int side)
    {
        var columns = ColumnsFor(faces.Count);
        var white = new RgbImage(1, 1, [byte.MaxValue, byte.MaxValue, byte.MaxValue]);
        var rows = faces.Chunk(columns).Select(row => (IReadOnlyList<RgbImage>)[.. row, .. Enumerable.Repeat(white, columns - row.Length)]).ToList();
        return ContactSheet.Draw(rows, side);
    }
}
