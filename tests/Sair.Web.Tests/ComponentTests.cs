using Bunit;
using Radzen;

namespace Sair.Web.Tests;

/// <summary>Base of component tests: scripts answer nothing.</summary>
public abstract class ComponentTests : BunitContext
{
    protected ComponentTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddRadzenComponents();
        SetRendererInfo(new Microsoft.AspNetCore.Components.RendererInfo("Server", isInteractive: true));
    }
}
