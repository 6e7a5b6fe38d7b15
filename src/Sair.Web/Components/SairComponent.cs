using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Sair.Web.Components;

/// <summary>
/// The base of all pages and components. A click or change whose work fails in a way that the visitor can act on, a full disk for
/// example, leaves the page with everything on it and tells its sentence by <see cref="Failures"/>. Any other failure is a fault of
/// the program and ends the page in its error boundary, as every failure in drawing does.
/// </summary>
public abstract class SairComponent : ComponentBase, IHandleEvent
{
    private static readonly AsyncLocal<Scope?> s_outer = new();

    /// <summary>
    /// How often something that this component was asked for failed. As the key of an input that shows what is stored it makes the
    /// browser show that again instead of what was chosen.
    /// </summary>
    protected int Mishaps { get; private set; }

    [Inject]
    private Failures Failures { get; set; } = null!;

    /// <inheritdoc/>
    async Task IHandleEvent.HandleEventAsync(EventCallbackWorkItem item, object? arg)
    {
        // A component that calls another one back must learn that it failed, or it would go on as if all were well.
        if (s_outer.Value is { IsOver: false })
        {
            await CallAsync(item, arg);
            return;
        }

        await TryAsync(() => CallAsync(item, arg));
    }

    /// <summary>Runs something that no event of the page called.</summary>
    /// <returns>False where it failed; that was told.</returns>
    protected async Task<bool> TryAsync(Func<Task> action)
    {
        try
        {
            await AsPartAsync(action);
            return true;
        }
        catch (Exception exception) when (Failures.SentenceOf(exception) is { } sentence)
        {
            Mishaps++;
            Failures.Tell(sentence);
            StateHasChanged();
            return false;
        }
    }

    /// <summary>Runs something whose failures this component learns of, also those of callbacks.</summary>
    protected static async Task AsPartAsync(Func<Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);

        // What the action begins and leaves running, a new page for example, is no part of it once it is over.
        var scope = new Scope();
        s_outer.Value = scope;
        try
        {
            await action();
        }
        finally
        {
            scope.IsOver = true;
        }
    }

    /// <summary>Refreshes the page again and again until the visitor leaves; a refresh that fails is told and tried again.</summary>
    /// <param name="interval">The pause between two refreshes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="refresh">Reads anew; draws where that is needed.</param>
    /// <param name="left">Cancelled when the visitor leaves.</param>
    protected async Task RepeatAsync(TimeSpan interval, TimeProvider time, Func<Task> refresh, CancellationToken left)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(left))
            {
                await TryAsync(refresh);
            }
        }
        catch (OperationCanceledException)
        {
            // The visitor left.
        }
    }

    // As the framework does it: the page is drawn when the work begins, and again when it is done.
    private async Task CallAsync(EventCallbackWorkItem item, object? arg)
    {
        var task = item.InvokeAsync(arg);
        var isOver = task.IsCompletedSuccessfully || task.IsCanceled;
        StateHasChanged();
        if (isOver)
        {
            return;
        }

        try
        {
            await task;
        }
        catch (OperationCanceledException) when (task.IsCanceled)
        {
            return;
        }

        StateHasChanged();
    }

    private sealed class Scope
    {
        public bool IsOver { get; set; }
    }
}
