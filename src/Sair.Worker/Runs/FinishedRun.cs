using Sair.Application.Evidence;
using Sair.Data.Restorations;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;
using Sair.Worker.Previews;

namespace Sair.Worker.Runs;

/// <summary>Everything that is stored of a run that has a result.</summary>
/// <param name="Result">What the engine returned.</param>
/// <param name="KeptEarly">Whether the user stopped the run before its last iteration.</param>
/// <param name="Degraded">The degraded face square.</param>
/// <param name="Curve">The loss terms of all iterations.</param>
/// <param name="Total">The number of iterations that the run was to have.</param>
/// <param name="Duration">Time from the start of the engine to its last iteration, with what passed before pauses.</param>
/// <param name="PerIteration">Mean duration of an iteration without loading models.</param>
internal sealed record FinishedRun(
    RestorationResult Result,
    bool KeptEarly,
    RgbImage Degraded,
    LossCurve Curve,
    int Total,
    TimeSpan Duration,
    TimeSpan PerIteration
)
{
    /// <summary>Gets where and how it was computed.</summary>
    public required RunAttempt Attempt { get; init; }

    /// <summary>Gets what the user should know about how the result was made; null where nothing was unusual.</summary>
    public string? Notice { get; init; }

    /// <summary>Gets pictures on the way to the result.</summary>
    public IReadOnlyList<Preview> Frames { get; init; } = [];

    /// <summary>Gets what says how far the result shows the person.</summary>
    public ResultEvidence? Evidence { get; init; }

    /// <summary>Gets the quality scores of photo and result, 0–1; null where nothing scores them.</summary>
    public (double Before, double After)? Quality { get; init; }

    /// <summary>Gets where the result contradicts the photo.</summary>
    public ConsistencyMap? Map { get; init; }
}

/// <summary>Everything that is stored of a run that was set aside.</summary>
/// <param name="State">What it goes on from; null where the engine has to start anew.</param>
/// <param name="Jpeg">The last picture.</param>
/// <param name="Curve">The loss terms of all iterations so far.</param>
/// <param name="Index">The number of finished iterations.</param>
/// <param name="Total">The number of iterations of the run.</param>
/// <param name="Elapsed">Time from the start of the engine to its last iteration, since the run began or went on.</param>
internal sealed record PausedRun(byte[]? State, byte[] Jpeg, LossCurve Curve, int Index, int Total, TimeSpan Elapsed);
