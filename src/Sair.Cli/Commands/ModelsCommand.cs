using System.CommandLine;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Weights;

namespace Sair.Cli.Commands;

/// <summary><c>sair models check|list|fetch|import|pack|remove|import-face-api|measure-faces</c>.</summary>
internal static class ModelsCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var check = new Command("check", "Compares every model file with the hash in the catalog; fails when one is missing or changed.");
        check.SetAction((parsed, cancellationToken) => Task.FromResult(Check(services, ModelCatalog.Read(GlobalOptions.FindModels(parsed)))));
        var list = new Command("list", "Lists the models that are there and those that others publish, with purpose, size, licence and source, and which work together.");
        list.SetAction((parsed, cancellationToken) => Task.FromResult(List(services, ModelCatalog.Read(GlobalOptions.FindModels(parsed)))));
        return new Command("models", "Checks, lists and adds model files.")
        {
            check, list, ModelFilesCommands.CreateFetch(services), ModelFilesCommands.CreateImport(services), ModelFilesCommands.CreatePack(services), ModelFilesCommands.CreateRemove(services), CreateImport(services), MeasureFacesCommand.Create(services),
        };
    }

    private static Command CreateImport(CommandServices services)
    {
        var source = new Argument<string>("DIR") { Description = "The folder model of the npm package @vladmandic/face-api." };
        var import = new Command("import-face-api", "Converts the networks of the npm package face-api into model files.") { source };
        import.SetAction((parsed, cancellationToken) =>
        {
            var folder = parsed.GetValue(source)!;
            if (!Directory.Exists(folder))
            {
                throw new InvalidOptionsException($"There is no folder {folder}: name the folder model of the npm package @vladmandic/face-api.");
            }

            foreach (var path in FaceApiImporter.Import(folder, Path.Combine(GlobalOptions.FindModels(parsed), "face-api")))
            {
                services.Output.WriteLine(path);
            }

            return Task.FromResult(ExitCode.Success);
        });
        return import;
    }

    private static int Check(CommandServices services, ModelCatalog catalog)
    {
        var checks = ModelCheck.All(catalog);
        foreach (var found in checks)
        {
            var line = found.State == ModelState.Intact ? $"ok       {found.Entry.Id}" : $"{found.State.ToString().ToLowerInvariant(),-8} {found.Entry.Id}: {found.Explanation}";
            services.Output.WriteLine(line);
        }

        var broken = checks.Count(found => found.State != ModelState.Intact);
        services.Output.WriteLine($"{checks.Count - broken} of {checks.Count} model files in {catalog.Folder} are intact");
        return broken == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static int List(CommandServices services, ModelCatalog catalog)
    {
        foreach (var entry in catalog.Entries)
        {
            services.Output.WriteLine($"{entry.Id}  {entry.Architecture}  {entry.Size / (1024.0 * 1024):0.0} MiB  {entry.File}");
            if (entry.Purpose is { } purpose)
            {
                services.Output.WriteLine($"    purpose: {purpose}");
            }

            services.Output.WriteLine($"    licence: {entry.Licence}");
            services.Output.WriteLine($"    source:  {entry.Source}");
        }

        ModelFilesCommands.ListPublished(services, catalog);
        return ExitCode.Success;
    }
}
