using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sair.Engine.Weights.Checkpoints;
using Sair.Engine.Weights.Files;

namespace Sair.Engine.Weights;

/// <summary>The models that the user added, in a folder and a catalog of their own that updates of the program leave alone.</summary>
public static class UserModels
{
    /// <summary>Name of the folder below the models folder.</summary>
    public const string FolderName = "user";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private static readonly Lock s_gate = new();

    /// <summary>Gives the folder of added models.</summary>
    public static string FolderOf(string modelsFolder) => Path.Combine(modelsFolder, FolderName);

    /// <summary>Lists what was added; file names are below the models folder.</summary>
    /// <exception cref="ModelUnavailableException">The catalog of added models is malformed.</exception>
    public static IReadOnlyList<ModelEntry> Read(string modelsFolder) => ReadAll(modelsFolder).Models;

    /// <summary>Lists the packs that the user put together.</summary>
    /// <exception cref="ModelUnavailableException">The catalog of added models is malformed.</exception>
    public static IReadOnlyList<ModelPack> ReadPacks(string modelsFolder) => ReadAll(modelsFolder).Packs ?? [];

    /// <summary>Records a pack of models that are there.</summary>
    /// <exception cref="InvalidOptionsException">The id is none or taken, or a model is not there.</exception>
    public static void AddPack(string modelsFolder, ModelPack pack)
    {
        ArgumentNullException.ThrowIfNull(pack);
        RequireId(pack.Id, "a pack");
        lock (s_gate)
        {
            var catalog = ModelCatalog.Read(modelsFolder);
            if (catalog.FindPack(pack.Id) is not null)
            {
                throw new InvalidOptionsException(
                    $"There is a pack {pack.Id} already: choose another id, or remove it with: sair models remove {pack.Id}"
                );
            }

            if (pack.Missing(catalog) is { Count: > 0 } missing)
            {
                throw new InvalidOptionsException(
                    $"There is no model {string.Join(", ", missing)}: fetch or import it first; to see those there are: sair models list"
                );
            }

            var content = ReadAll(modelsFolder);
            Write(modelsFolder, content with { Packs = [.. content.Packs ?? [], pack] });
        }
    }

    /// <summary>Takes the networks of a file of the user into the models and records them.</summary>
    /// <param name="modelsFolder">The models folder.</param>
    /// <param name="file">
    /// The file, in any container that <see cref="Sair.Engine.Weights.Files.WeightsFile"/> reads; stays where it is.
    /// </param>
    /// <param name="id">Id of the model; that of a published checkpoint takes over its description and checks its hash.</param>
    /// <returns>The new entry.</returns>
    /// <exception cref="InvalidOptionsException">The id is none, or another model has it.</exception>
    /// <exception cref="WeightsFormatException">The file is not what it should be.</exception>
    public static ModelEntry Import(string modelsFolder, string file, string id)
    {
        RequireId(id, "a model");
        if (!File.Exists(file))
        {
            throw new InvalidOptionsException($"There is no file {file}: check the name.");
        }

        var catalog = ModelCatalog.Read(modelsFolder);
        if (catalog.Find(id) is not null)
        {
            throw new InvalidOptionsException(
                $"There is a model {id} already: choose another id, or remove it with: sair models remove {id}"
            );
        }

        return Register(modelsFolder, file, id, catalog.FindPublished(id));
    }

    /// <summary>Removes a model or a pack that the user added.</summary>
    /// <exception cref="InvalidOptionsException">There is no such model or pack, or it ships with the program.</exception>
    public static void Remove(string modelsFolder, string id)
    {
        lock (s_gate)
        {
            var content = ReadAll(modelsFolder);
            if (content.Packs?.Any(pack => pack.Id == id) == true)
            {
                Write(modelsFolder, content with { Packs = [.. content.Packs.Where(pack => pack.Id != id)] });
                return;
            }

            var entry =
                ModelCatalog.Read(modelsFolder).Find(id)
                ?? throw new InvalidOptionsException($"There is no model {id}; to see those there are: sair models list");
            if (!entry.IsUsers)
            {
                throw new InvalidOptionsException(
                    $"The model {id} ships with the program and stays: only models that were added can be removed."
                );
            }

            Write(modelsFolder, content with { Models = [.. content.Models.Where(other => other.Id != id)] });
            File.Delete(Path.Combine(modelsFolder, entry.File));
        }
    }

    /// <summary>Checks that a text can be an id.</summary>
    /// <param name="id">Small letters, digits and hyphens, 1–64 of them.</param>
    /// <param name="what">Of what, for the sentence.</param>
    /// <exception cref="InvalidOptionsException">It is none.</exception>
    public static void RequireId(string id, string what)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length is 0 or > 64 || !id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            throw new InvalidOptionsException($"“{id}” is no id of {what}: use small letters, digits and hyphens.");
        }
    }

    /// <summary>Checks a complete file, moves what it holds to its place and records it.</summary>
    /// <param name="modelsFolder">The models folder.</param>
    /// <param name="partial">The file.</param>
    /// <param name="id">Id of the model; further networks of the file get their architecture's name added.</param>
    /// <param name="published">What the file claims to be; null for one that nobody published.</param>
    /// <returns>The entry with the id.</returns>
    internal static ModelEntry Register(string modelsFolder, string partial, string id, PublishedModel? published)
    {
        RequireHash(partial, published);
        var entries = new List<ModelEntry>();
        var folder = Directory.CreateDirectory(FolderOf(modelsFolder)).FullName;
        foreach (var part in UserModelFiles.Convert(partial, folder))
        {
            var name = entries.Count == 0 ? id : $"{id}-{part.Architecture}";
            var file = Path.Combine(folder, name + ".safetensors");
            File.Move(part.Path, file, overwrite: true);
            entries.Add(
                new ModelEntry(
                    name,
                    $"{FolderName}/{Path.GetFileName(file)}",
                    Hash(file),
                    new FileInfo(file).Length,
                    "safetensors",
                    part.Title ?? published?.Architecture ?? "unknown",
                    published?.Licence ?? "the user's own responsibility",
                    published?.Page.ToString() ?? "imported",
                    published?.Purpose
                )
            );
        }

        lock (s_gate)
        {
            var content = ReadAll(modelsFolder);
            Write(
                modelsFolder,
                content with
                {
                    Models = [.. content.Models.Where(other => !entries.Exists(entry => entry.Id == other.Id)), .. entries],
                }
            );
        }

        return entries[0];
    }

    private static void RequireHash(string file, PublishedModel? published)
    {
        if (published?.Sha256 is { } expected && Hash(file) is var hash && expected != hash)
        {
            throw new WeightsFormatException(
                file,
                $"This file is not the published {published.FileName}: its SHA-256 is {hash}, {expected} was expected. Get it again "
                    + $"from {published.Page}."
            );
        }
    }

    private static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static ModelCatalog.Content ReadAll(string modelsFolder)
    {
        var path = Path.Combine(FolderOf(modelsFolder), ModelCatalog.FileName);
        return File.Exists(path) ? ModelCatalog.ReadContent(path) : new ModelCatalog.Content([]);
    }

    private static void Write(string modelsFolder, ModelCatalog.Content content)
    {
        var path = Path.Combine(Directory.CreateDirectory(FolderOf(modelsFolder)).FullName, ModelCatalog.FileName);
        File.WriteAllBytes(path + ".partial", JsonSerializer.SerializeToUtf8Bytes(content, s_json));
        File.Move(path + ".partial", path, overwrite: true);
    }
}

/// <summary>Turns a file of the user into files that this program opens: safetensors under the names of its own networks.</summary>
internal static class UserModelFiles
{
    /// <summary>Writes what the file holds under temporary names; the caller moves it to its place.</summary>
    /// <param name="file">The file; stays as it is.</param>
    /// <param name="folder">Where to write.</param>
    /// <returns>One file for each network; its title is null where the network is not known.</returns>
    /// <exception cref="WeightsFormatException">The file is malformed or holds nothing that this program can use.</exception>
    public static IReadOnlyList<(string Architecture, string? Title, string Path)> Convert(string file, string folder)
    {
        try
        {
            using var content = WeightsFile.Read(file, names => names.Count > 1 ? [] : names);
            if (content.Format is not (WeightsFormat.Safetensors or WeightsFormat.NumpyArray or WeightsFormat.NumpyArchive))
            {
                return ConvertCheckpoint(file, folder);
            }
        }
        catch (InvalidDataException failure)
        {
            throw new WeightsFormatException(file, failure.Message, failure);
        }

        // Plain tensors are taken as they are: the engine that asks for them knows what they mean.
        using var plain = WeightsFile.Read(file);
        return [("tensors", null, Write(folder, plain.Tensors, plain.Metadata))];
    }

    private static List<(string Architecture, string? Title, string Path)> ConvertCheckpoint(string file, string folder)
    {
        using var checkpoint = Checkpoint.Read(file);
        return
        [
            .. checkpoint.Parts.Select(part => (part.Architecture, (string?)part.Title, Write(folder, part.Parameters, part.Metadata))),
        ];
    }

    private static string Write(string folder, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():n}.new");
        SafetensorsFile.Write(path, tensors, metadata);
        return path;
    }
}
