using Radzen;
using Sair.Data;
using Sair.Web.Components;
using Sair.Web.Endpoints;

namespace Sair.Web;

/// <summary>Puts the site together; tests build the same host with other services.</summary>
public static class AppHost
{
    /// <summary>Builds the host without starting it.</summary>
    /// <param name="args">Command line arguments, which override appsettings.json.</param>
    /// <param name="configure">Changes settings and services before the host is built.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(AppHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddRadzenComponents();
        builder.Services.AddSairData(new DataOptions());
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapImages();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        return app;
    }
}
