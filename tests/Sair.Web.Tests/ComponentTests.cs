using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Sair.Application.Models;
using Sair.Engine.Engines;
using Sair.Web.Components;
using Sair.Web.Components.Photos;
using Sair.Web.Components.Uploads;

namespace Sair.Web.Tests;

/// <summary>Base of component tests: scripts answer nothing.</summary>
public abstract class ComponentTests : BunitContext
{
    /// <param name="add">Adds services; later none can be added.</param>
    protected ComponentTests(Action<IServiceCollection>? add = null)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddRadzenComponents();
        Services.AddScoped<UploadInbox>();
        Services.AddScoped<Failures>();
        Services.AddSingleton(new EngineRegistry([new NoEngine()]));
        ComponentFactories.AddStub<PhotoTurner>();
        ComponentFactories.AddStub<RealSizeQuestion>();
        add?.Invoke(Services);
        SetRendererInfo(new Microsoft.AspNetCore.Components.RendererInfo("Server", isInteractive: true));
    }

    private sealed record NoOptions : EngineOptions;

    private sealed class NoEngine : RestorationEngine<NoOptions>
    {
        public override EngineDescriptor Descriptor { get; } = new("none", "None", "", "", typeof(NoOptions), [], ["none"], 0);

        protected override IEnumerable<RestorationStep> Restore(
            RestorationInput input,
            NoOptions options,
            EngineContext context,
            CancellationToken cancellationToken
        ) => [];
    }
}
