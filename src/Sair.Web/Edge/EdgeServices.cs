using System.Text.Json.Serialization;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Sair.Web.Settings;

namespace Sair.Web.Edge;

/// <summary>
/// Puts around the site what stands between it and the network: headers, the answers to what is refused, known proxies, host names,
/// and limits.
/// </summary>
internal static class EdgeServices
{
    public static IServiceCollection AddEdge(this IServiceCollection services, HostSettings settings)
    {
        services.AddSingleton(settings.Proxy);
        services.AddAttemptLimits(settings.SignIn);
        services.AddAntiforgery(options => options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
        services.AddExceptionHandler<ExceptionSentences>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        // A field that nobody reads, that is said twice, or that is missing or null and would be taken for nothing, is a mistake
        // that the caller does not see.
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.AllowDuplicateProperties = false;
        });
        services.Configure<HostFilteringOptions>(options =>
        {
            options.AllowedHosts = [.. settings.Names];
            options.AllowEmptyHosts = options.IncludeFailureMessage = false;
        });
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.ForwardLimit = null;
            options.AllowedHosts = [.. settings.Names];
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in settings.Proxy.Addresses)
            {
                options.KnownProxies.Add(proxy);
            }

            foreach (var network in settings.Proxy.Networks)
            {
                options.KnownIPNetworks.Add(network);
            }
        });

        // Before the framework's own check of host names, which is of the name that the visitor asked for.
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter>(new Outermost(settings.Proxy.HasAny)));
        return services;
    }

    private sealed class Outermost(bool hasProxy) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.UseSecurityHeaders();
                app.UseRefusalAnswers();
                if (hasProxy)
                {
                    app.UseForwardedHeaders();
                }

                next(app);
            };
    }
}
