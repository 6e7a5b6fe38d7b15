using Sair.Data.Blobs;

namespace Sair.Data.Restorations;

/// <summary>A finished or kept restoration with its full recipe.</summary>
public sealed class Restoration
{
    /// <summary>Gets the id; version 7, so that ids sort by creation.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Gets the id of the request; each has at most one restoration.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Gets the restored face square in FFHQ framing, PNG.</summary>
    public required BlobId ResultBlob { get; init; }

    /// <summary>Gets the degraded face square in the same framing and size, PNG: the "before" of the slider.</summary>
    public required BlobId AlignedBlob { get; init; }

    /// <summary>Gets the engine's state to resume or branch from; null where the engine has none.</summary>
    public BlobId? StateBlob { get; init; }

    /// <summary>
    /// Gets a value indicating whether another run can go on from one of the iterations: not where the engine makes its picture in
    /// one go.
    /// </summary>
    public bool CanGoOn => StateBlob is not null;

    /// <summary>Gets the side of the restored square in pixels.</summary>
    public required int Side { get; init; }

    /// <summary>Gets the options that were used, every value filled in, as JSON.</summary>
    public required string OptionsJson { get; init; }

    /// <summary>Gets the version of the options' layout, from 1.</summary>
    public required int OptionsVersion { get; init; }

    /// <summary>Gets the seed of the run.</summary>
    public required int Seed { get; init; }

    /// <summary>Gets the SHA-256 of each model file used, by model id, as JSON.</summary>
    public required string ModelHashesJson { get; init; }

    /// <summary>Gets the versions of the libraries that computed the result, the device and what it could keep, by name, as JSON.</summary>
    public required string LibraryVersionsJson { get; init; }

    /// <summary>Gets the loss terms over the iterations as JSON; see <see cref="LossCurve"/>.</summary>
    public required string LossCurveJson { get; init; }

    /// <summary>Gets the number of finished iterations.</summary>
    public required int Iterations { get; init; }

    /// <summary>Gets a value indicating whether the user stopped the run early and kept it.</summary>
    public bool KeptEarly { get; init; }

    /// <summary>Gets the similarity of the degraded face to the references, −1–1; null where there were none.</summary>
    public double? IdentityBefore { get; init; }

    /// <summary>Gets the similarity of the restored face to the references, −1–1; null where there were none.</summary>
    public double? IdentityAfter { get; init; }

    /// <summary>Gets the score of the quality network for the face as it was, 0–1; null where it was not scored yet.</summary>
    public double? QualityBefore { get; init; }

    /// <summary>Gets the score of the quality network for the restored face, 0–1; null where it was not scored yet.</summary>
    public double? QualityAfter { get; init; }

    /// <summary>Gets the judgement on evidence that the run did not use; null where there was too little of it.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Gets the figures behind <see cref="Verdict"/> as JSON; null where nothing could be measured.</summary>
    public string? EvidenceJson { get; init; }

    /// <summary>Gets the map of what was invented: the degraded result against the photo, PNG; null where it was not made.</summary>
    public BlobId? HeatmapBlob { get; init; }

    /// <summary>Gets what the user should know about how the result was made, in sentences; null where nothing was unusual.</summary>
    public string? Notice { get; init; }

    /// <summary>Gets or sets how much of the result is shown and downloaded over the face as it was, 0–1.</summary>
    public double BlendStrength { get; set; } = 1;

    /// <summary>Gets the pictures on the way to the result, by iteration.</summary>
    public List<RestorationFrame> Frames { get; } = [];

    /// <summary>Gets the duration of the run in seconds.</summary>
    public required double DurationSeconds { get; init; }

    /// <summary>Gets the mean duration of an iteration in seconds.</summary>
    public required double SecondsPerIteration { get; init; }

    /// <summary>Gets when the run ended, UTC.</summary>
    public required DateTime CreatedUtc { get; init; }
}

/// <summary>How far a result can be trusted to show the person.</summary>
public enum Verdict
{
    /// <summary>All evidence says that the result shows the person.</summary>
    Faithful,

    /// <summary>There is too little evidence, or it points both ways.</summary>
    Uncertain,

    /// <summary>Some evidence says that the result shows somebody else.</summary>
    Drifted,
}

/// <summary>One picture on the way to a result.</summary>
public sealed class RestorationFrame
{
    /// <summary>Gets the id of the restoration.</summary>
    public Guid RestorationId { get; init; }

    /// <summary>Gets the 1-based iteration that the picture shows.</summary>
    public required int Iteration { get; init; }

    /// <summary>Gets the picture, JPEG.</summary>
    public required BlobId Blob { get; init; }
}
