using System.CommandLine;
using Sair.Cli.Restoring;
using Sair.CommandLine;
using Sair.Data;

namespace Sair.Cli.Commands;

/// <summary><c>sair backup create|restore FILE</c>.</summary>
internal sealed class BackupCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "The ZIP file." };
    private readonly Option<string> _data = new("--data")
    {
        Description = "The data directory of the site.",
        HelpName = "DIR",
        DefaultValueFactory = _ => new DataOptions().Directory,
    };

    private readonly Option<bool> _incomplete = new("--incomplete")
    {
        Description = "Bring back what there is, also where pictures are missing or damaged.",
    };

    private readonly CommandServices _services;

    private BackupCommand(CommandServices services) => _services = services;

    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services) => new BackupCommand(services).Build();

    private Command Build()
    {
        var create = new Command("create", "Writes database and pictures into a ZIP file; the site may run meanwhile.") { _file, _data };
        create.SetAction(WriteAsync);
        var restore = new Command("restore", "Unpacks a backup into a data directory that holds no database yet; the site must not run.")
        {
            _file,
            _data,
            _incomplete,
        };
        restore.SetAction(RestoreAsync);
        return new Command("backup", "Backs the site's data up, or brings it back.") { create, restore };
    }

    private async Task<int> WriteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(_file)!;
        if (!File.Exists(file))
        {
            new OutputFiles(_services).RequireFile(file);
        }

        var report = await BackupArchive.WriteAsync(Data(parsed), file, cancellationToken);
        await _services.Output.WriteLineAsync(
            $"{file} holds the database and {report.Pictures} pictures: keep it where only you can read it, because it holds faces."
        );
        await WriteMissingAsync(
            report,
            "are missing or damaged in the data directory and not in the backup: bring them back from an older one, or upload "
                + "the photos again."
        );
        return ExitCode.Success;
    }

    private async Task<int> RestoreAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var data = Data(parsed);
        var report = await BackupArchive.RestoreAsync(parsed.GetValue(_file)!, data, parsed.GetValue(_incomplete), cancellationToken);
        await _services.Output.WriteLineAsync(
            $"The database and {report.Pictures} pictures are back in {Path.GetFullPath(data.Directory)}."
        );
        await WriteMissingAsync(report, "were not in the backup; their photos can be uploaded again.");
        await _services.Output.WriteLineAsync(
            "Nobody is signed in any more. Members, keys of programs and links of galleries are as they were then: remove or revoke again "
                + "what was taken away since."
        );
        if (!report.HasChecksum)
        {
            await _services.Output.WriteLineAsync(
                "The backup is of an older Sair and holds no checksum of its database, which is sound as far as SQLite can tell."
            );
        }

        return ExitCode.Success;
    }

    private Task WriteMissingAsync(BackupReport report, string sentence) =>
        report.Missing == 0 ? Task.CompletedTask : _services.Output.WriteLineAsync($"{report.Missing} pictures {sentence}");

    private DataOptions Data(ParseResult parsed) => new() { Directory = parsed.GetValue(_data)! };
}
