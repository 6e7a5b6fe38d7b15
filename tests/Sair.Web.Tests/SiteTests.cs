using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sair.TestKit;
using Sair.Worker;

namespace Sair.Web.Tests;

public sealed class SiteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task RunAsync_HostStopsByItself_EndsWithACodeThatSupervisorsTakeForAFailure()
    {
        Assert.Equal(Site.EndedByItself, await RunAsync(Path.Combine(_folder.Path, "data")));

        Assert.NotEqual(0, Site.EndedByItself);
        Assert.Contains("Sair is ready", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_DataDirectoryCannotBeMade_SaysSoInOneSentence()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "in its place");

        Assert.Equal(Site.CannotStart, await RunAsync(Path.Combine(file, "data")));

        Assert.Contains("name another one", Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_DatabaseCannotBeOpened_SaysSoInOneSentence()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "sair.db"));

        Assert.Equal(Site.CannotStart, await RunAsync(_folder.Path));

        Assert.Contains("cannot be written to", Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_DataDirectoryInUse_SaysSoInOneSentence()
    {
        await using var other = new FileStream(Path.Combine(_folder.Path, ".in-use"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        Assert.Equal(Site.CannotStart, await RunAsync(_folder.Path));

        Assert.Contains("Another Sair", Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public void BackgroundServices_OfTheSite_AllSurviveFailures()
    {
        var services = typeof(Site).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(BackgroundService)) && !type.IsAbstract).ToList();

        Assert.NotEmpty(services);
        Assert.All(services, type => Assert.True(type.IsSubclassOf(typeof(ResilientBackgroundService)), type.Name));
    }

    private Task<int> RunAsync(string data) => Site.RunAsync(
        ["--Urls", "http://127.0.0.1:0", "--Data:Directory", data, "--Models:Directory", _folder.Path, "--Logging:LogLevel:Default", "None"],
        _output,
        _error,
        services => services.AddHostedService<StopsAtOnce>());

    private string Sentence() => Assert.Single(_error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Ends the host as a service does that cannot go on.</summary>
    private sealed class StopsAtOnce(IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.ApplicationStarted.Register(lifetime.StopApplication);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
