using System.Security.Cryptography;

namespace Sair.Engine.Weights;

/// <summary>State of a model file.</summary>
public enum ModelState
{
    /// <summary>Length and hash are as recorded.</summary>
    Intact,

    /// <summary>There is no such file.</summary>
    Missing,

    /// <summary>The file has another length or hash.</summary>
    Changed,
}

/// <summary>One model file compared with the catalog.</summary>
/// <param name="Entry">The catalog's entry.</param>
/// <param name="Path">Full path of the file.</param>
/// <param name="State">What was found.</param>
/// <param name="Explanation">One sentence, with the command that mends the file where it is not intact.</param>
public sealed record ModelCheck(ModelEntry Entry, string Path, ModelState State, string Explanation)
{
    /// <summary>The command that reports the state of all model files.</summary>
    public const string Command = "sair models check";

    /// <summary>Checks every file of a catalog.</summary>
    public static IReadOnlyList<ModelCheck> All(ModelCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return [.. catalog.Entries.Select(entry => Of(catalog, entry))];
    }

    /// <summary>Checks one file: presence, length, SHA-256.</summary>
    public static ModelCheck Of(ModelCatalog catalog, ModelEntry entry)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(entry);
        var path = catalog.PathOf(entry);
        var mend = entry.IsUsers ? $"remove it with: sair models remove {entry.Id}, then add it again" : $"restore it with: git checkout -- \"models/{entry.File}\"";
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return new ModelCheck(entry, path, ModelState.Missing, $"The model file {path} is missing; {mend}");
        }

        return file.Length == entry.Size && Hash(path) == entry.Sha256
            ? new ModelCheck(entry, path, ModelState.Intact, $"{entry.File} is intact.")
            : new ModelCheck(entry, path, ModelState.Changed, $"The model file {path} is damaged or was changed; {mend}");
    }

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
