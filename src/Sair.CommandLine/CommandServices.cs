using System.Reflection;
using Sair.Engine.Engines;
using Sair.Engine.Faces;
using Sair.Engine.Weights;
using Sair.Engine.Weights.Fetching;

namespace Sair.CommandLine;

/// <summary>What commands use of the world around them: streams, time, engines, models and disks. Tests give others.</summary>
public sealed record CommandServices
{
    /// <summary>The environment variable that holds the key of a site.</summary>
    public const string KeyVariable = "SAIR_API_KEY";

    /// <summary>Gets the version of the program, with the source revision where the build knew it.</summary>
    public static string Version { get; } =
        typeof(CommandServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Gets where results go.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Gets where progress, warnings and failures go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Gets a value indicating whether somebody watches <see cref="Error"/> on a terminal.</summary>
    public required bool IsInteractive { get; init; }

    /// <summary>Gets the source of dates and durations.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Gets the engines, the default one first.</summary>
    public required IReadOnlyList<IRestorationEngine> Engines { get; init; }

    /// <summary>Gets what opens the models of a folder.</summary>
    public required Func<string, IModelProvider> OpenModels { get; init; }

    /// <summary>Gets what loads the face networks.</summary>
    public required Func<IModelProvider, IFaceAnalyzer> OpenFaces { get; init; }

    /// <summary>Gets what downloads published models.</summary>
    public Func<Fetching> CreateFetcher { get; init; } = () => new Fetching();

    /// <summary>Gets the key of a site that the environment holds, or null.</summary>
    public string? ServerKey { get; init; }

    /// <summary>Gets what tells how many bytes are free on the disk of a folder; null where the system does not tell.</summary>
    public Func<string, long?> FreeBytes { get; init; } = FreeBytesOf;

    /// <summary>Gets the folders that take a result whose own place failed, in this order.</summary>
    public IReadOnlyList<string> SpareFolders { get; init; } = [Environment.CurrentDirectory, Path.GetTempPath()];

    /// <summary>Prints a sentence that the user should see but that stops nothing.</summary>
    public void Warn(string sentence) => Error.WriteLine($"warning: {sentence}");

    private static long? FreeBytesOf(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>A fetcher with the client that it uses; opened by the commands that go to the network when asked, and by no other.</summary>
public sealed class Fetching : IDisposable
{
    private readonly HttpClient _http = PublisherClient.Create();

    /// <summary>Initializes a new instance of the <see cref="Fetching"/> class.</summary>
    public Fetching() => Fetcher = ModelFetcher.Create(_http);

    /// <summary>Gets the fetcher.</summary>
    public ModelFetcher Fetcher { get; }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
