using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Sair.Web.Components.Uploads;

namespace Sair.Web.Tests;

/// <summary>Base of component tests: scripts answer nothing.</summary>
public abstract class ComponentTests : BunitContext
{
    protected ComponentTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddRadzenComponents();
        Services.AddScoped<UploadInbox>();
        SetRendererInfo(new Microsoft.AspNetCore.Components.RendererInfo("Server", isInteractive: true));
    }
}
