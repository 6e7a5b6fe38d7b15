using System.Text.Json;
using Microsoft.JSInterop;
using Sair.Web.Accounts;

namespace Sair.Web.Components;

/// <summary>
/// Keeps what a page holds before it is sent in the browser's tab: it survives a reload, a lost circuit, a restart and Back, and
/// goes with the tab.
/// </summary>
/// <param name="javaScript">Reaches the tab.</param>
/// <param name="owner">Whose draft it is; nobody else who signs in to the same tab reads it.</param>
public sealed class TabDrafts(IJSRuntime javaScript, CurrentOwner owner)
{
    private const long LongestDraft = 4 << 20;

    /// <summary>Reads a draft; null where there is none that can be read. Only once the page is interactive.</summary>
    /// <param name="name">Names the page and what it is about.</param>
    public async Task<T?> ReadAsync<T>(string name)
        where T : class
    {
        try
        {
            await using var reference = await javaScript.InvokeAsync<IJSStreamReference?>("sairDrafts.read", KeyOf(name));
            if (reference is null)
            {
                return null;
            }

            await using var json = await reference.OpenReadStreamAsync(LongestDraft);
            return await JsonSerializer.DeserializeAsync<T>(json);
        }
        catch (Exception exception)
            when (exception is JsonException or JSException or ArgumentOutOfRangeException || IsOfGonePage(exception))
        {
            return null;
        }
    }

    /// <summary>Keeps a draft, in place of what was kept under the name; null forgets it.</summary>
    /// <param name="name">Names the page and what it is about.</param>
    /// <param name="draft">Ids and choices; what they stand for is looked up again, as the owner's.</param>
    public async Task KeepAsync<T>(string name, T? draft)
        where T : class
    {
        try
        {
            if (draft is null)
            {
                await javaScript.InvokeVoidAsync("sessionStorage.removeItem", KeyOf(name));
            }
            else
            {
                await javaScript.InvokeVoidAsync("sessionStorage.setItem", KeyOf(name), JsonSerializer.Serialize(draft));
            }
        }
        catch (Exception exception) when (exception is JSException || IsOfGonePage(exception))
        {
            // The tab is closed or full: the page itself still holds the draft.
        }
    }

    private static bool IsOfGonePage(Exception exception) => exception is JSDisconnectedException or OperationCanceledException;

    private string KeyOf(string name) => $"sair-draft/{owner.Id:N}/{name}";
}
