using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Sair.Web.Components;

/// <summary>An object that a script module attached to an element; silent once the page is gone.</summary>
internal sealed class ScriptObject : IAsyncDisposable
{
    private readonly IJSObjectReference _module;
    private readonly IJSObjectReference _object;

    private ScriptObject(IJSObjectReference module, IJSObjectReference attached)
    {
        _module = module;
        _object = attached;
    }

    /// <summary>Imports <c>js/{name}.js</c> and calls its <c>attach</c>.</summary>
    public static async Task<ScriptObject> AttachAsync(
        IJSRuntime javaScript,
        ResourceAssetCollection assets,
        string name,
        params object?[] arguments
    )
    {
        var module = await javaScript.InvokeAsync<IJSObjectReference>("import", $"/{assets[$"js/{name}.js"]}");
        return new ScriptObject(module, await module.InvokeAsync<IJSObjectReference>("attach", arguments));
    }

    public Task CallAsync(string method, params object?[] arguments) =>
        IgnoreGonePageAsync(() => _object.InvokeVoidAsync(method, arguments));

    public ValueTask<T> AskAsync<T>(string method, params object?[] arguments) => _object.InvokeAsync<T>(method, arguments);

    /// <summary>Calls the object's <c>dispose</c> and lets go of it.</summary>
    public async ValueTask DisposeAsync()
    {
        await CallAsync("dispose");
        await IgnoreGonePageAsync(_object.DisposeAsync);
        await IgnoreGonePageAsync(_module.DisposeAsync);
    }

    private static async Task IgnoreGonePageAsync(Func<ValueTask> call)
    {
        try
        {
            await call();
        }
        catch (JSDisconnectedException)
        {
            // The browser left; its objects went with it.
        }
        catch (OperationCanceledException)
        {
            // The browser is leaving.
        }
    }
}
