using Sair.Engine.Degradations;
using Sair.Engine.Engines;
using Sair.Engine.Faces;

namespace Sair.Cli.Restoring;

/// <summary>What the command line asks for.</summary>
internal sealed record RestoreRequest
{
    /// <summary>The option that says that a face is meant although it looks like somebody else.</summary>
    public const string EvenIfSomebodyElseOption = "--even-if-somebody-else";

    /// <summary>Gets the path of the degraded photo.</summary>
    public required string Photo { get; init; }

    /// <summary>Gets the paths of the reference photos.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>Gets a value indicating whether all pictures are face squares in FFHQ framing already.</summary>
    public bool IsAligned { get; init; }

    /// <summary>Gets the 1-based number of the face that is meant, largest first; null to propose one.</summary>
    public int? Face { get; init; }

    /// <summary>Gets how far the photo is turned clockwise: 0, 90, 180 or 270 degrees; null leaves it to its faces.</summary>
    public int? Turn { get; init; }

    /// <summary>Gets where the face is, in pixels of the photo; null to search for it.</summary>
    public FaceBox? Box { get; init; }

    /// <summary>Gets a value indicating whether the face is restored although it looks like somebody else than the references.</summary>
    public bool EvenIfSomebodyElse { get; init; }

    /// <summary>Gets the method.</summary>
    public required IRestorationEngine Engine { get; init; }

    /// <summary>Gets the method's options.</summary>
    public required EngineOptions Options { get; init; }

    /// <summary>Gets where the restored face goes.</summary>
    public required string Output { get; init; }

    /// <summary>Gets where masks over the photo lie.</summary>
    public MaskPaths Masks { get; init; } = new();

    /// <summary>Gets a value indicating whether scratches are searched for and taken as damage.</summary>
    public bool ProposesScratches { get; init; }

    /// <summary>Gets what is known of the degradation.</summary>
    public KnownDegradation? Degradation { get; init; }

    /// <summary>Gets what is decided about the real size of a photo that was enlarged before.</summary>
    public RealSizeChoice RealSize { get; init; } = RealSizeChoice.Automatic;

    /// <summary>Gets where the record of the run goes; null to keep none.</summary>
    public string? Json { get; init; }
}
