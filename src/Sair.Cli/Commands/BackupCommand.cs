using System.CommandLine;
using Sair.Cli.CommandLine;
using Sair.Data;
using Sair.Data.Backups;

namespace Sair.Cli.Commands;

/// <summary><c>sair backup create|restore</c>.</summary>
internal static class BackupCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string>("--data") { Description = "The data directory of the site.", DefaultValueFactory = _ => new DataOptions().Directory };
        var file = new Argument<string>("FILE") { Description = "The ZIP file." };
        var create = new Command("create", "Writes database and pictures into a ZIP file; the site may run meanwhile.") { file, data };
        create.SetAction((parsed, cancellationToken) => RunAsync(services, async () =>
        {
            var count = await BackupArchive.WriteAsync(new DataOptions { Directory = parsed.GetValue(data)! }, parsed.GetValue(file)!, cancellationToken);
            return $"{parsed.GetValue(file)} holds the database and {count} pictures: keep it where only you can read it, it holds faces.";
        }));
        var restore = new Command("restore", "Unpacks a backup into a data directory that holds no database yet.") { file, data };
        restore.SetAction((parsed, cancellationToken) => RunAsync(services, async () =>
        {
            var count = await BackupArchive.RestoreAsync(parsed.GetValue(file)!, new DataOptions { Directory = parsed.GetValue(data)! }, cancellationToken);
            return $"The database and {count} pictures are back in {Path.GetFullPath(parsed.GetValue(data)!)}.";
        }));
        return new Command("backup", "Backs the site's data up, or brings it back.") { create, restore };
    }

    private static async Task<int> RunAsync(CommandServices services, Func<Task<string>> work)
    {
        services.Output.WriteLine(await work());
        return ExitCode.Success;
    }
}
