using Sair.Engine.Imaging;

namespace Sair.Engine.Engines;

/// <summary>What an engine works on: face squares in FFHQ framing.</summary>
public sealed record RestorationInput
{
    /// <summary>Gets the degraded face square at its own sampling density: side = what the photo really holds, never enlarged.</summary>
    public required RgbImage Degraded { get; init; }

    /// <summary>Gets the reference face squares of the same person, best first; may be empty where the engine allows it.</summary>
    public IReadOnlyList<RgbImage> References { get; init; } = [];

    /// <summary>Gets the state of an earlier run to go on from, as returned in <see cref="RestorationResult.State"/>; null to start anew.</summary>
    public byte[]? ResumeState { get; init; }
}
