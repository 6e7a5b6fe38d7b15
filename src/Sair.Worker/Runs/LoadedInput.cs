using Sair.Data.Restorations;
using Sair.Engine.Engines;

namespace Sair.Worker.Runs;

/// <summary>What a run works on.</summary>
/// <param name="Input">The faces, and the state where the run was paused before.</param>
/// <param name="Earlier">The loss terms before the pause; null where there are none.</param>
/// <param name="Notice">What the user should know about it, good photos that were deleted meanwhile for example; null where nothing.</param>
internal sealed record LoadedInput(RestorationInput Input, LossCurve? Earlier, string? Notice = null);
