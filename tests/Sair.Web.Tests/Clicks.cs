using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Sair.Web.Tests;

/// <summary>Clicks buttons by what stands on them.</summary>
internal static class Clicks
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static IElement Button<TComponent>(this IRenderedComponent<TComponent> component, string text)
        where TComponent : IComponent =>
        component.FindAll("button").First(button => button.TextContent.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until nothing is being started any more.</summary>
    public static void WaitUntilStarted<TComponent>(this IRenderedComponent<TComponent> component)
        where TComponent : IComponent =>
        component.WaitForState(() => !component.Markup.Contains("Starting…", StringComparison.Ordinal), s_patience);

    /// <summary>Clicks as a browser does; a button that is gone or disabled meanwhile is not clicked.</summary>
    public static Task ClickAsync<TComponent>(this IRenderedComponent<TComponent> component, string text)
        where TComponent : IComponent =>
        component
            .FindAll("button")
            .FirstOrDefault(button => button.TextContent.Contains(text, StringComparison.Ordinal) && !button.HasAttribute("disabled"))
            is { } button
            ? button.ClickAsync(new MouseEventArgs())
            : Task.CompletedTask;
}
