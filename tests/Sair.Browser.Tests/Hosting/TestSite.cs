using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Sair.Browser.Tests.Fakes;
using Sair.Engine.Faces;
using Sair.Engine.Weights;
using Sair.Web;
using Sair.Worker.Engines;

namespace Sair.Browser.Tests.Hosting;

/// <summary>The site in this process on a free port, with a data directory of its own that survives <see cref="RestartAsync"/>.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("sair-browser-");
    private WebApplication? _app;

    public FakeEngine Engine { get; } = new();

    public string Address => _app!.Urls.Single();

    public IServiceProvider Services => _app!.Services;

    public static async Task<TestSite> StartAsync()
    {
        var site = new TestSite();
        await site.StartAppAsync("http://127.0.0.1:0");
        return site;
    }

    /// <summary>Ends the host and starts a new one at the same address on the same data.</summary>
    public async Task RestartAsync()
    {
        var address = Address;
        await StopAppAsync();
        await StartAppAsync(address);
    }

    public async ValueTask DisposeAsync()
    {
        Engine.Release();
        await StopAppAsync();
        _data.Delete(recursive: true);
    }

    private async Task StartAppAsync(string address)
    {
        _app = AppHost.Build(
            ["--Urls", address, "--Data:Directory", _data.FullName, "--Logging:LogLevel:Default", "Warning"],
            services =>
            {
                services.AddSingleton<IModelProvider, NoModels>();
                services.AddSingleton<IFaceAnalyzer, DotFaceAnalyzer>();
                services.AddSingleton(new EngineRegistry([Engine]));
            });
        await _app.StartAsync();
    }

    private async Task StopAppAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }
}
