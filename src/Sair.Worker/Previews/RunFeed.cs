using Sair.Engine.Engines;

namespace Sair.Worker.Previews;

/// <summary>The publishing end of one run; deaf once the run is frozen, ended or replaced by a newer one.</summary>
public sealed class RunFeed
{
    private readonly RunState _state;

    internal RunFeed(RunState state) => _state = state;

    /// <summary>Gets a value indicating whether somebody watches.</summary>
    public bool IsWatched => _state.IsWatched;

    /// <summary>Announces a finished iteration.</summary>
    /// <returns>False where the feed is closed and nothing was announced.</returns>
    public bool PublishProgress(string stage, int index, int total, StepLosses losses) =>
        _state.PublishProgress(this, stage, index, total, losses);

    /// <summary>Replaces the newest preview and announces it.</summary>
    /// <returns>False where the feed is closed and the preview was not taken.</returns>
    public bool PublishPreview(Preview preview) => _state.PublishPreview(this, preview);

    /// <summary>Tells viewers one sentence about how the run goes on.</summary>
    /// <returns>False where the feed is closed and nothing was announced.</returns>
    public bool PublishNotice(string sentence) => _state.PublishNotice(this, sentence);

    /// <summary>Lets nothing more through: once this returns, no progress of the run is announced.</summary>
    public void Freeze() => _state.Freeze(this);
}
