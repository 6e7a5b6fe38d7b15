using Sair.Data.Restorations;

namespace Sair.Worker.Runs;

/// <summary>Everything that is stored of a run that was set aside.</summary>
/// <param name="State">What it goes on from; null where the engine has to start anew.</param>
/// <param name="Jpeg">The last picture.</param>
/// <param name="Curve">The loss terms of all iterations so far.</param>
/// <param name="Index">The number of finished iterations.</param>
/// <param name="Total">The number of iterations of the run.</param>
/// <param name="Elapsed">Time from the start of the engine to its last iteration, since the run began or went on.</param>
internal sealed record PausedRun(byte[]? State, byte[] Jpeg, LossCurve Curve, int Index, int Total, TimeSpan Elapsed);
