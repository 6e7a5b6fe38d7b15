namespace Sair.Application.Restorations;

/// <summary>Where a run goes on from another one.</summary>
/// <param name="ParentRequestId">The other request.</param>
/// <param name="Iteration">The number of its iterations that count, 1-based.</param>
public sealed record BranchPoint(Guid ParentRequestId, int Iteration);
