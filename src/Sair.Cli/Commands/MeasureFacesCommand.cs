using System.CommandLine;
using Sair.Cli.Photos;
using Sair.Cli.Restoring;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Cli.Commands;

/// <summary><c>sair models measure-faces</c>: computes the model <see cref="KnownFaceModels.Statistics"/> anew.</summary>
internal static class MeasureFacesCommand
{
    private const int RectanglesPerSource = 50;

    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var source = new Argument<string>("DIR") { Description = "A folder of folders, one for each source, with faces in FFHQ framing." };
        var output = new Option<string>("--out") { Description = "The file to write.", Required = true };
        var command = new Command(
            "measure-faces",
            "Measures the mean descriptor and the mean rectangles of aligned faces; each folder weighs the same."
        )
        {
            source,
            output,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var target = parsed.GetValue(output)!;
                var outputs = new OutputFiles(services);
                outputs.RequireFile(target);
                var sources = Sources(parsed.GetValue(source)!);
                using var measurement = new FaceStatisticsMeasurement(services.OpenModels(GlobalOptions.FindModels(parsed)));
                foreach (var (name, files) in sources)
                {
                    var step = Math.Max(1, files.Length / RectanglesPerSource);
                    foreach (var file in files.Where((_, index) => index % step == 0).Take(RectanglesPerSource))
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        measurement.AddRectangles(name, Read(file));
                    }
                }

                foreach (var (name, files) in sources)
                {
                    foreach (var file in files)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        measurement.AddDescriptor(name, Read(file));
                    }

                    services.Output.WriteLine($"{name}: {files.Length} faces");
                }

                outputs.WriteBy(target, measurement.Write);
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }

    private static RgbImage Read(string file) => ImageDecoder.Decode(File.ReadAllBytes(file)).Image;

    private static List<(string Name, string[] Files)> Sources(string folder)
    {
        var sources = Directory.Exists(folder)
            ? Directory
                .GetDirectories(folder)
                .Where(path => !PhotoFileName.IsHidden(path))
                .Order(StringComparer.Ordinal)
                .Select(path => (Path.GetFileName(path), PhotoFolder.Read(path).Photos.ToArray()))
                .Where(entry => entry.Item2.Length > 0)
                .ToList()
            : [];
        return sources.Count > 0
            ? sources
            : throw new InvalidOptionsException($"{folder} holds no folders with pictures: give one folder for each source of faces.");
    }
}
