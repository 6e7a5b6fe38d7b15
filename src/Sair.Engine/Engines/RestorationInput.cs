using Sair.Engine.Degradations;
using Sair.Engine.Imaging;

namespace Sair.Engine.Engines;

/// <summary>What an engine works on: face squares in FFHQ framing.</summary>
public sealed record RestorationInput
{
    /// <summary>Gets the degraded face square at its own sampling density: side = what the photo really holds, never enlarged.</summary>
    public required RgbImage Degraded { get; init; }

    /// <summary>Gets the reference face squares of the same person, best first; may be empty where the engine allows it.</summary>
    public IReadOnlyList<RgbImage> References { get; init; } = [];

    /// <summary>
    /// Gets the state of an earlier run to go on from, as returned in <see cref="RestorationResult.State"/>; null to start anew.
    /// </summary>
    public byte[]? ResumeState { get; init; }

    /// <summary>Gets what was painted over <see cref="Degraded"/>; null where nothing was.</summary>
    public FaceMarks? Marks { get; init; }

    /// <summary>
    /// Gets what is known of the degradation; null leaves all of it to be estimated. Options of an engine
    /// that say the same go first.
    /// </summary>
    public KnownDegradation? Degradation { get; init; }

    /// <summary>Makes the input that engines see: at its real side, and with damage smoothed over.</summary>
    internal RestorationInput Prepare()
    {
        Degradation?.Validate();
        var (photo, known) =
            Degradation?.Side is { } side && side < Degraded.Width
                ? (ImageResizer.Resize(Degraded, side, side), Degradation.Reduce(Degraded.Width))
                : (Degraded, Degradation);
        if (Marks is { Ignores: true } marks)
        {
            using var scope = NewDisposeScope();
            photo = DamageFill.Apply(photo, marks.Ignore(photo.Width, CPU).data<float>().ToArray());
        }

        return this with
        {
            Degraded = photo,
            Degradation = known,
        };
    }
}
