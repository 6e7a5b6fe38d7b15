using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.SignalR;
using Radzen;
using Sair.Application;
using Sair.Application.Models;
using Sair.Application.People;
using Sair.Application.Restorations;
using Sair.Data;
using Sair.Engine.Engines;
using Sair.Engine.Faces;
using Sair.Engine.Weights;
using Sair.Engine.Weights.Fetching;
using Sair.Web.Accounts;
using Sair.Web.Components;
using Sair.Web.Components.News;
using Sair.Web.Components.Queue;
using Sair.Web.Components.Uploads;
using Sair.Web.Edge;
using Sair.Web.Endpoints;
using Sair.Web.Endpoints.Api;
using Sair.Web.Hubs;
using Sair.Web.Settings;
using Sair.Web.Sharing;
using Sair.Worker;

namespace Sair.Web;

/// <summary>Puts the site together; tests build the same host with other engines.</summary>
public static class AppHost
{
    /// <summary>Builds the host without starting it.</summary>
    /// <param name="args">Command line arguments, which override appsettings.json.</param>
    /// <param name="configure">Changes services before the host is built.</param>
    /// <exception cref="SettingsException">The settings cannot be used.</exception>
    /// <exception cref="StorageException">The data directory cannot be made or written to.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        var mistakes = new List<string>();
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = SettingsReader.ReadWords(args, mistakes),
                ApplicationName = typeof(AppHost).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(server => builder.Configuration.GetSection("Kestrel:Limits").Bind(server.Limits));
        // Viewers who leave and wrong keys are no events of the site.
        builder
            .Logging.AddFilter(HubFailures.FrameworkCategory, LogLevel.None)
            .AddFilter(typeof(ApiKeyHandler).FullName, LogLevel.Warning);
        // Why the site cannot start is told once, in one sentence, by whoever starts it.
        builder
            .Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => level is LogLevel.Warning or LogLevel.Error);
        AddServices(builder.Services, SettingsReader.Read(builder.Configuration, mistakes));
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseRefusals();
        app.UseVisitors();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseRateLimiter();
        app.UseHubConnections();
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealthChecks("/health").AllowAnonymous();
        app.MapAccounts();
        app.MapShared();
        app.MapApi(app.Services.GetRequiredService<ApplicationOptions>());
        app.MapUploads(app.Services.GetRequiredService<ApplicationOptions>());
        app.MapFaceNotes();
        app.MapImages();
        app.MapPreviews();
        app.MapDownloads();
        app.MapModelFiles();
        app.MapHub<PreviewHub>("/hubs/preview");
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    private static void AddServices(IServiceCollection services, HostSettings settings)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddRadzenComponents();
        services.AddSignalR(hubs => hubs.AddFilter<HubFailures>());
        services.AddSingleton<HubFailures>();
        services.AddApiDescription();
        services.AddHealthChecks();
        // Pages that were open before a restart keep their antiforgery tokens, and personal weights stay readable.
        PrivateFiles.CreateDirectory(settings.Data.KeyDirectory);
        services.AddDataProtection().SetApplicationName("Sair").PersistKeysToFileSystem(new DirectoryInfo(settings.Data.KeyDirectory));
        services.AddSairData(settings.Data);
        services.AddSairWorker(settings.Worker, _ => KnownEngines.All);
        services.AddSingleton<IModelProvider>(new ModelProvider(ModelsFolder.Locate(settings.Models.Directory)));
        services.AddSingleton<IFaceAnalyzer>(provider => new FaceAnalyzer(provider.GetRequiredService<IModelProvider>()));
        services.AddSingleton(settings.Models);
        services.AddSingleton(settings.Retention);
        services.AddEdge(settings);
        services.AddAccounts(settings.SignIn, new SignInMode(settings.IsSingleUser));
        services.AddSingleton<Notices>();
        services.AddHostedService<FaceWarmUp>();
        services.AddHostedService<IdleMemory>();
        services.AddSingleton<EngineAvailability>();
        services.AddSingleton<PersonalLearning>();
        services.AddSingleton(_ => ModelFetcher.Create(PublisherClient.Create()));
        services.AddSingleton<ModelDownloads>();
        services.AddSingleton<SharedAccess>();
        services.AddSingleton<SharedPictures>();
        services.AddScoped<Undo>();
        services.AddScoped<Failures>();
        services.AddScoped<TabDrafts>();
        services.AddScoped<UploadInbox>();
        services.AddScoped<CancelWithUndo>();
        services.AddScoped<QueueTimes>();
        services.AddScoped<RunNews>();
        services.AddHostedService<Purge>();
    }
}
