namespace Sair.Engine.Weights.Fetching;

/// <summary>How far a fetch is.</summary>
/// <param name="Bytes">Bytes on the disk, those of earlier tries included.</param>
/// <param name="Total">Length of the whole file, or null where the server does not say.</param>
public sealed record FetchProgress(long Bytes, long? Total)
{
    /// <summary>Gets the share that is there, 0–1; null where the length is not known.</summary>
    public double? Share => Total is > 0 ? Math.Min(1, (double)Bytes / Total.Value) : null;
}
