using Sair.Engine.Weights.Fetching;

namespace Sair.CommandLine;

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
