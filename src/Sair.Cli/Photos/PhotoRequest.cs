using Sair.Engine.Compositing;
using Sair.Engine.Engines;

namespace Sair.Cli.Photos;

/// <summary>What <c>sair photo</c> is asked for.</summary>
internal sealed record PhotoRequest
{
    /// <summary>Gets the photo, or a folder of photos.</summary>
    public required string Input { get; init; }

    /// <summary>Gets where the result goes: a file, or a folder for a folder.</summary>
    public required string Output { get; init; }

    /// <summary>Gets the folders of good photos, one per person.</summary>
    public required IReadOnlyList<string> Albums { get; init; }

    /// <summary>Gets which faces are meant.</summary>
    public required FaceSelection Faces { get; init; }

    /// <summary>Gets the engine for people with an album.</summary>
    public required IRestorationEngine Engine { get; init; }

    /// <summary>Gets its options.</summary>
    public required EngineOptions Options { get; init; }

    /// <summary>Gets the engine for people without an album; null to leave their faces as they are.</summary>
    public IRestorationEngine? BlindEngine { get; init; }

    /// <summary>Gets how faces are put back.</summary>
    public required CompositingOptions Compositing { get; init; }
}
