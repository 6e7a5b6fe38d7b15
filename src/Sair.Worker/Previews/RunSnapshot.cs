using Sair.Engine.Engines;

namespace Sair.Worker.Previews;

/// <summary>What happened in a run before a viewer came.</summary>
/// <param name="Latest">The newest announcement; null before the run began in this process.</param>
/// <param name="Losses">The loss terms of all finished iterations.</param>
public sealed record RunSnapshot(RunAnnouncement? Latest, IReadOnlyList<IterationLosses> Losses);

/// <summary>The loss terms of one iteration.</summary>
/// <param name="Index">1-based number of the iteration.</param>
/// <param name="Losses">The terms.</param>
public readonly record struct IterationLosses(int Index, StepLosses Losses);
