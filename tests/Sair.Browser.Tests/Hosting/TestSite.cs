using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Sair.Application.Models;
using Sair.Browser.Tests.Fakes;
using Sair.Data;
using Sair.Engine.Faces;
using Sair.Engine.Weights;
using Sair.Engine.Weights.Fetching;
using Sair.Web;

namespace Sair.Browser.Tests.Hosting;

/// <summary>The site in this process on a free port, with a data directory of its own that survives <see cref="RestartAsync"/>.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("sair-browser-");
    private readonly bool _real;
    private readonly bool _signIn;
    private readonly string? _models;
    private readonly string[] _settings;
    private WebApplication? _app;

    private TestSite(bool real, bool signIn, string? models, string[] settings) =>
        (_real, _signIn, _models, _settings) = (real, signIn, models, settings);

    public FakeEngine Engine { get; } = new();

    public FakeLoggerProvider Log { get; } = new();

    /// <summary>
    /// Whether the disk takes nothing any more: SQLite refuses every statement that writes, as on a read-only file system.
    /// </summary>
    public bool IsWriteProtected { get; set; }

    public IServiceProvider Services => _app!.Services;

    public string Address => _app!.Urls.Single();

    /// <summary>
    /// Starts a site, with fake faces and the <see cref="FakeEngine"/> unless everything shall be real; nobody signs in unless told
    /// so; the models are the program's unless a folder is named; other settings as the command line takes them.
    /// </summary>
    public static async Task<TestSite> StartAsync(bool real = false, bool signIn = false, string? models = null, params string[] settings)
    {
        var site = new TestSite(real, signIn, models, settings);
        await site.StartAppAsync("http://127.0.0.1:0");
        return site;
    }

    /// <summary>Ends the host and starts a new one at the same address on the same data.</summary>
    /// <param name="meanwhile">What happens while nothing answers.</param>
    public async Task RestartAsync(Func<Task>? meanwhile = null)
    {
        var address = Address;
        await StopAppAsync();
        if (meanwhile is not null)
        {
            await meanwhile();
        }

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
            [
                "--Urls",
                address,
                "--Data:Directory",
                _data.FullName,
                "--Logging:LogLevel:Default",
                "Warning",
                "--SignIn:Required",
                _signIn.ToString(),
                .. _models is null ? (string[])[] : ["--Models:Directory", _models],
                .. _settings,
            ],
            _real ? null : UseFakes
        );
        await _app.StartAsync();
    }

    private void UseFakes(IServiceCollection services)
    {
        services.AddSingleton<ILoggerProvider>(Log);
        // Publishers of tests are on this machine.
        services.AddSingleton(_ => new ModelFetcher(
            new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }),
            _ => long.MaxValue,
            _ => true
        ));
        services.AddSingleton<IModelProvider, NoModels>();
        services.AddSingleton<IFaceAnalyzer, DotFaceAnalyzer>();
        services.AddSingleton(new EngineRegistry([Engine]));
        var open = services.Last(service => service.ServiceType == typeof(IDbContextFactory<SairDbContext>));
        services.AddSingleton<IDbContextFactory<SairDbContext>>(provider => new ProtectedContexts(
            (IDbContextFactory<SairDbContext>)(
                open.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, open.ImplementationType!)
            ),
            () => IsWriteProtected
        ));
    }

    // The pragma belongs to the connection, which is pooled.
    private sealed class ProtectedContexts(IDbContextFactory<SairDbContext> inner, Func<bool> isProtected)
        : IDbContextFactory<SairDbContext>
    {
        public SairDbContext CreateDbContext()
        {
            var context = inner.CreateDbContext();
            context.Database.OpenConnection();
            context.Database.ExecuteSqlRaw(isProtected() ? "PRAGMA query_only = ON" : "PRAGMA query_only = OFF");
            return context;
        }
    }

    private async Task StopAppAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }
}
