namespace Sair.Engine.Weights;

/// <summary>Finds the models folder.</summary>
public static class ModelsFolder
{
    private const string Name = "models";

    /// <summary>Gives the first folder that holds a catalog: the named one, then next to the program, then upward to the repository.</summary>
    /// <param name="named">What the user named, or null; it is taken as it is.</param>
    /// <param name="start">Where to look first; null for the program's folder.</param>
    /// <returns>A path; where no folder holds a catalog, the one next to the program, so that messages name it.</returns>
    public static string Locate(string? named = null, string? start = null)
    {
        if (!string.IsNullOrWhiteSpace(named))
        {
            return Path.GetFullPath(named);
        }

        var first = start ?? AppContext.BaseDirectory;
        for (var folder = new DirectoryInfo(first); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, Name);
            if (File.Exists(Path.Combine(candidate, ModelCatalog.FileName)))
            {
                return candidate;
            }
        }

        return Path.GetFullPath(Path.Combine(first, Name));
    }
}
