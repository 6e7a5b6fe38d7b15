using Sair.Engine.Engines;
using Sair.Engine.Imaging;

namespace Sair.Worker.Gpu;

/// <summary>What a run reports.</summary>
public abstract record RestorationEvent;

/// <summary>An iteration is finished; reported for each one.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Index">1-based number of the iteration.</param>
/// <param name="Total">Number of iterations that the run will have.</param>
/// <param name="Losses">The loss terms.</param>
/// <param name="Elapsed">Time since the start of the run.</param>
public sealed record ProgressEvent(string Stage, int Index, int Total, StepLosses Losses, TimeSpan Elapsed) : RestorationEvent;

/// <summary>A picture of the current state; an older one that nobody has taken is dropped.</summary>
/// <param name="Index">The iteration that the picture shows.</param>
/// <param name="Image">A face square in FFHQ framing.</param>
public sealed record PreviewEvent(int Index, RgbImage Image) : RestorationEvent;

/// <summary>The run was set aside; the last event.</summary>
/// <param name="Result">What there is so far; its state is what the run goes on from, null where the engine has to start anew.</param>
public sealed record PausedEvent(RestorationResult Result) : RestorationEvent;

/// <summary>The run is over and has a result; the last event.</summary>
/// <param name="Result">The restoration.</param>
/// <param name="KeptEarly">Whether the user stopped the run before its last iteration.</param>
public sealed record CompletedEvent(RestorationResult Result, bool KeptEarly) : RestorationEvent;
