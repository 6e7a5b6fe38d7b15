using System.CommandLine;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Weights;
using Sair.Engine.Weights.Fetching;

namespace Sair.Cli.Commands;

/// <summary><c>sair models check|list|fetch|import|pack|remove|import-face-api|measure-faces</c>.</summary>
internal static class ModelsCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var check = new Command("check", "Compares every model file with the hash in the catalog; fails when one is missing or changed.");
        check.SetAction(
            (parsed, cancellationToken) => Task.FromResult(Check(services, ModelCatalog.Read(GlobalOptions.FindModels(parsed))))
        );
        var list = new Command(
            "list",
            "Lists the models that are there and those that others publish, with purpose, size, licence and source, and "
                + "which work together."
        );
        list.SetAction((parsed, cancellationToken) => Task.FromResult(List(services, ModelCatalog.Read(GlobalOptions.FindModels(parsed)))));
        return new Command("models", "Checks, lists and adds model files.")
        {
            check,
            list,
            ModelFilesCommands.CreateFetch(services),
            ModelFilesCommands.CreateImport(services),
            ModelFilesCommands.CreatePack(services),
            ModelFilesCommands.CreateRemove(services),
            CreateImport(services),
            MeasureFacesCommand.Create(services),
        };
    }

    private static Command CreateImport(CommandServices services)
    {
        var source = new Argument<string>("DIR") { Description = "The folder model of the npm package @vladmandic/face-api." };
        var import = new Command("import-face-api", "Converts the networks of the npm package face-api into model files.") { source };
        import.SetAction(
            (parsed, cancellationToken) =>
            {
                var folder = parsed.GetValue(source)!;
                if (!Directory.Exists(folder))
                {
                    throw new InvalidOptionsException(
                        $"There is no folder {folder}: name the folder model of the npm package @vladmandic/face-api."
                    );
                }

                foreach (var path in FaceApiImporter.Import(folder, Path.Combine(GlobalOptions.FindModels(parsed), "face-api")))
                {
                    services.Output.WriteLine(path);
                }

                return Task.FromResult(ExitCode.Success);
            }
        );
        return import;
    }

    private static int Check(CommandServices services, ModelCatalog catalog)
    {
        var checks = ModelCheck.All(catalog);
        foreach (var found in checks)
        {
            var line =
                found.State == ModelState.Intact
                    ? $"ok       {found.Entry.Id}"
                    : $"{found.State.ToString().ToLowerInvariant(), -8} {found.Entry.Id}: {found.Explanation}";
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

/// <summary><c>sair models fetch|import|pack|remove</c>: the models that the user adds.</summary>
internal static class ModelFilesCommands
{
    /// <summary>Builds <c>fetch</c>.</summary>
    public static Command CreateFetch(CommandServices services)
    {
        var id = new Argument<string>("ID") { Description = "Id of a published model; sair models list shows them." };
        var accept = new Option<bool>("--accept-licence") { Description = "Says that you have read the licence and accept it." };
        var command = new Command(
            "fetch",
            "Downloads a published model from its publisher; goes on where an earlier try stopped. Nothing is sent but the request."
        )
        {
            id,
            accept,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var fetching = services.CreateFetcher();
                var progress = services.IsInteractive ? new ProgressLine(services.Error) : null;
                var entry = await fetching.Fetcher.FetchAsync(
                    GlobalOptions.FindModels(parsed),
                    parsed.GetValue(id)!,
                    parsed.GetValue(accept),
                    progress,
                    cancellationToken
                );
                services.Output.WriteLine($"{entry.Id}  {Mebibytes(entry.Size)}  {entry.File}  sha256 {entry.Sha256}");
                return ExitCode.Success;
            }
        );
        return command;
    }

    /// <summary>Builds <c>import</c>.</summary>
    public static Command CreateImport(CommandServices services)
    {
        var file = new Argument<string>("FILE") { Description = "The model file; it is copied." };
        var id = new Option<string>("--id")
        {
            Description = "Id of the model: that of a published one, whose hash is then checked, or a new one.",
            HelpName = "ID",
            Required = true,
        };
        id.Validate(text => CommandOptions.FindError(() => UserModels.RequireId(text, "a model")));
        var command = new Command("import", "Adds a model file from the disk.") { file, id };
        command.SetAction(
            (parsed, _) =>
            {
                var entry = UserModels.Import(GlobalOptions.FindModels(parsed), parsed.GetValue(file)!, parsed.GetValue(id)!);
                services.Output.WriteLine($"{entry.Id}  {Mebibytes(entry.Size)}  {entry.File}  sha256 {entry.Sha256}");
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }

    /// <summary>Builds <c>pack</c>.</summary>
    public static Command CreatePack(CommandServices services)
    {
        var engines = services.Engines.Select(engine => engine.Descriptor.Id).ToArray();
        var id = new Argument<string>("ID") { Description = "Id of the pack: small letters, digits and hyphens." };
        var engine = new Option<string>("--engine")
        {
            Description = "The engine that it serves.",
            HelpName = string.Join('|', engines),
            Required = true,
        };
        engine.AcceptOnlyFromAmong(engines);
        id.Validate(text => UserModels.RequireId(text, "a pack"));
        var title = new Option<string>("--title") { Description = "Name for people; the id without it." };
        var roleNames = services
            .Engines.Select(known => known.Descriptor)
            .Where(known => known.PackRoles.Count > 0)
            .Select(known => $"{known.Id}: {string.Join(", ", known.PackRoles.Select(role => role.Name))}");
        var parts = new Option<string[]>("--part")
        {
            Description = $"ROLE=MODEL, once for each role. {string.Join("; ", roleNames)}.",
            HelpName = "ROLE=MODEL",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        parts.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.Split('=') is not [{ Length: > 0 }, { Length: > 0 }]) is { } wrong)
            {
                result.AddError($"--part takes ROLE=MODEL, not “{wrong.Value}”.");
            }
            else if (result.Tokens.GroupBy(token => token.Value.Split('=')[0]).FirstOrDefault(same => same.Count() > 1) is { } twice)
            {
                result.AddError($"--part names a model for {twice.Key} twice: give one.");
            }
        });
        var command = new Command("pack", "Puts models that are there together, for an engine to use by --pack ID.")
        {
            id,
            engine,
            title,
            parts,
        };
        command.Validate(result =>
        {
            var chosen = services.Engines.FirstOrDefault(entry => entry.Descriptor.Id == result.GetValue(engine))?.Descriptor;
            var roles = (result.GetValue(parts) ?? []).Select(part => part.Split('=')[0]).ToList();
            return chosen is null ? null : CommandOptions.FindError(() => chosen.RequirePackRoles(roles));
        });
        command.SetAction(
            (parsed, _) =>
            {
                var roles = parsed.GetValue(parts)!.Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
                var name = parsed.GetValue(id)!;
                UserModels.AddPack(
                    GlobalOptions.FindModels(parsed),
                    new ModelPack(name, parsed.GetValue(title) ?? name, [parsed.GetValue(engine)!], roles)
                );
                services.Output.WriteLine(
                    $"pack {name} for {parsed.GetValue(engine)}: {string.Join(", ", roles.Select(part => $"{part.Key} {part.Value}"))}"
                );
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }

    /// <summary>Builds <c>remove</c>.</summary>
    public static Command CreateRemove(CommandServices services)
    {
        var id = new Argument<string>("ID")
        {
            Description = "Id of a model that was fetched or imported, or of a pack that was put together.",
        };
        var command = new Command(
            "remove",
            "Deletes a model that was fetched or imported, or a pack that was put together; the models of a pack stay."
        )
        {
            id,
        };
        command.SetAction(
            (parsed, _) =>
            {
                UserModels.Remove(GlobalOptions.FindModels(parsed), parsed.GetValue(id)!);
                services.Output.WriteLine($"removed {parsed.GetValue(id)}");
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }

    /// <summary>Prints the published models and the packs.</summary>
    public static void ListPublished(CommandServices services, ModelCatalog catalog)
    {
        foreach (var model in catalog.Published.Where(model => catalog.Find(model.Id) is null))
        {
            var size = model.Size is { } bytes ? Mebibytes(bytes) : "size unknown";
            services.Output.WriteLine($"{model.Id}  {model.Architecture}  {size}  not installed");
            services.Output.WriteLine($"    purpose: {model.Purpose}");
            services.Output.WriteLine($"    licence: {model.Licence}");
            services.Output.WriteLine($"    source:  {model.Page}");
            if (model is { Address: not null, Sha256: null })
            {
                services.Output.WriteLine(
                    "    hash:    none is known beforehand, so what the publisher sends cannot be checked; the one that is "
                        + "found is recorded"
                );
            }

            services.Output.WriteLine(
                model.Address is null
                    ? $"    to add:  download {model.FileName} by hand, then: sair models import FILE --id {model.Id}"
                    : $"    to add:  sair models fetch {model.Id}"
            );
        }

        foreach (var pack in catalog.Packs)
        {
            var missing = pack.Missing(catalog);
            services.Output.WriteLine(
                $"pack {pack.Id} for {string.Join(", ", pack.Engines)}: "
                    + $"{string.Join(", ", pack.Parts.Select(part => $"{part.Key} {part.Value}"))}"
            );
            services.Output.WriteLine(missing.Count == 0 ? "    complete" : $"    missing: {string.Join(", ", missing)}");
        }
    }

    private static string Mebibytes(long bytes) => $"{bytes / (1024.0 * 1024):0.0} MiB";

    // One line that is written over; System.Progress would report from other threads in any order.
    private sealed class ProgressLine(TextWriter output) : IProgress<FetchProgress>
    {
        private long _shown = -1;

        public void Report(FetchProgress value)
        {
            if (value.Bytes >> 20 != _shown)
            {
                _shown = value.Bytes >> 20;
                output.Write($"\r{_shown} MiB{(value.Share is { } share ? $" of {value.Total >> 20} ({share:P0})" : string.Empty)}  ");
            }

            if (value.Bytes == value.Total)
            {
                output.WriteLine();
            }
        }
    }
}
