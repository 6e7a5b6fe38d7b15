namespace Sair.Engine.Weights;

/// <summary>One model file in the catalog.</summary>
/// <param name="Id">Stable lower-case id.</param>
/// <param name="File">Path below the models folder.</param>
/// <param name="Sha256">Lower-case hex hash of the file.</param>
/// <param name="Size">Length of the file in bytes.</param>
/// <param name="Format">Container: <c>safetensors</c>.</param>
/// <param name="Architecture">What network the parameters belong to.</param>
/// <param name="Licence">Licence of the file.</param>
/// <param name="Source">Where the file comes from.</param>
/// <param name="Purpose">What it is good for, in words for people; null where the architecture says it.</param>
public sealed record ModelEntry(string Id, string File, string Sha256, long Size, string Format, string Architecture, string Licence, string Source, string? Purpose = null)
{
    /// <summary>Gets a value indicating whether the user added the file, by fetching or importing it.</summary>
    public bool IsUsers => File.StartsWith(UserModels.FolderName + "/", StringComparison.Ordinal);
}
