using System.CommandLine;
using Sair.Cli.Restoring;
using Sair.CommandLine;
using Sair.Training.Data;

namespace Sair.Cli.Commands;

/// <summary><c>sair train pack-data</c>.</summary>
internal static class PackDataCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string>("--data") { Description = "Folder of aligned faces with sources.csv.", HelpName = "DIR", Required = true };
        var path = new Option<string>("--out") { Description = "The file to write.", HelpName = "FILE", Required = true };
        var size = new Option<int>("--size") { Description = "Side of the pictures in pixels: the --size of the training run.", HelpName = "N", DefaultValueFactory = _ => 128 };
        size.AcceptRange(8, 1024);
        var limit = new Option<int>("--limit") { Description = "Largest size of the file in MiB; the best quality that fits is chosen.", HelpName = "MIB", DefaultValueFactory = _ => 40 };
        limit.AcceptRange(1, 4096);
        var command = new Command("pack-data", "Writes the training faces as one small file, for machines that have neither the folder nor the imaging library.") { data, path, size, limit };
        command.SetAction((parsed, cancellationToken) =>
        {
            var target = parsed.GetValue(path)!;
            new OutputFiles(services).RequireFile(target);
            var (quality, bytes) = PackedFaces.Write(parsed.GetValue(data)!, target, parsed.GetValue(size), (long)parsed.GetValue(limit) << 20, cancellationToken);
            services.Output.WriteLine($"{target}  {bytes / (1024.0 * 1024):0.0} MiB at WebP quality {quality}");
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }
}
