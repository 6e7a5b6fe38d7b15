namespace Sair.TestKit;

/// <summary>A folder that lives as long as a test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Gets the path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("sair-test-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
