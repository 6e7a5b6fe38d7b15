using Microsoft.Extensions.Logging.Abstractions;

namespace Sair.Data.Tests;

/// <summary>An initializer as the next process would run it: the first one's hold on the directory is gone.</summary>
public sealed class RestartedInitializer : IDisposable
{
    private readonly DatabaseInitializer _initializer;

    public RestartedInitializer(DataFixture data)
    {
        data.Get<DatabaseInitializer>().Dispose();
        _initializer = new DatabaseInitializer(data.Options, data.Contexts, data.Collector, NullLogger<DatabaseInitializer>.Instance);
    }

    public Task InitializeAsync() => _initializer.InitializeAsync();

    public void Dispose() => _initializer.Dispose();
}
