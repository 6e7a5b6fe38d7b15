namespace Sair.Engine.Weights;

/// <summary>A checkpoint that somebody else publishes: it does not ship, and is fetched or imported only when the user asks.</summary>
/// <param name="Id">Stable lower-case id.</param>
/// <param name="Purpose">What it is good for, in words for people.</param>
/// <param name="FileName">Name of the published file.</param>
/// <param name="Architecture">What network the parameters belong to.</param>
/// <param name="Licence">Its licence in words, and whether commercial use is allowed.</param>
/// <param name="Page">Web page of the publisher, where licence and file are found.</param>
public sealed record PublishedModel(string Id, string Purpose, string FileName, string Architecture, string Licence, Uri Page)
{
    /// <summary>Gets the address of the file itself; null where the publisher wants people to download it by hand.</summary>
    public Uri? Address { get; init; }

    /// <summary>Gets the lower-case hex hash; null where none is known.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Gets the length in bytes; null where it is not known.</summary>
    public long? Size { get; init; }
}
