using System.Text.Json.Nodes;
using Sair.Engine.Degradations;
using Sair.Engine.Faces;

namespace Sair.Cli.Remote;

/// <summary>What the command line asks a site for.</summary>
internal sealed record RemoteRequest
{
    /// <summary>Gets the path of the degraded photo.</summary>
    public required string Photo { get; init; }

    /// <summary>Gets the paths of the reference photos.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>Gets a value indicating whether all pictures are face squares in FFHQ framing already.</summary>
    public bool IsAligned { get; init; }

    /// <summary>Gets the 1-based number of the face that is meant, largest first; null where there is only one.</summary>
    public int? Face { get; init; }

    /// <summary>Gets how far the photo is turned clockwise: 0, 90, 180 or 270 degrees; null leaves it to its faces.</summary>
    public int? Turn { get; init; }

    /// <summary>Gets what is decided about the real size of a photo that was enlarged before.</summary>
    public RealSizeChoice RealSize { get; init; } = RealSizeChoice.Automatic;

    /// <summary>Gets where the face is, in pixels of the photo; null to let the site find it.</summary>
    public FaceBox? Box { get; init; }

    /// <summary>Gets a value indicating whether the face is restored although it looks like somebody else than the references.</summary>
    public bool EvenIfSomebodyElse { get; init; }

    /// <summary>Gets the id of the engine; null for the site's own choice.</summary>
    public string? Engine { get; init; }

    /// <summary>Gets the preset that the options begin with; null for the engine's own.</summary>
    public string? Preset { get; init; }

    /// <summary>Gets the options that were given, by the names that the site uses.</summary>
    public required JsonObject Options { get; init; }

    /// <summary>Gets where the restored face goes.</summary>
    public required string Output { get; init; }

    /// <summary>Gets where the record of the run goes; null to keep none.</summary>
    public string? Json { get; init; }
}
