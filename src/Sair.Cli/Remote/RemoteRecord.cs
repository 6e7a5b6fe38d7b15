using System.Text.Json.Nodes;
using Sair.Cli.Restoring;
using Sair.Engine.Degradations;

namespace Sair.Cli.Remote;

/// <summary>The loss terms of a run on a site, in columns.</summary>
internal sealed record RemoteLosses(
    IReadOnlyList<int> Index,
    IReadOnlyDictionary<string, IReadOnlyList<double?>> Terms,
    IReadOnlyList<double> Total,
    IReadOnlyList<double?> Identity
)
{
    /// <summary>Gets the iterations one by one.</summary>
    public IReadOnlyList<IterationRecord> ToIterations() =>
        [
            .. Index.Select(
                (index, i) =>
                    new IterationRecord(
                        index,
                        null,
                        Total[i],
                        Identity[i],
                        null,
                        Terms
                            .Where(term => term.Value[i] is not null)
                            .ToDictionary(term => term.Key, term => new TermRecord(null, term.Value[i]!.Value))
                    )
            ),
        ];
}

/// <summary>Everything that went into a result of a site.</summary>
internal sealed record RemoteRecord
{
    /// <summary>Gets the engine's id.</summary>
    public required string Engine { get; init; }

    /// <summary>Gets the seed.</summary>
    public required int Seed { get; init; }

    /// <summary>Gets the options with every value filled in.</summary>
    public required JsonNode Options { get; init; }

    /// <summary>Gets what was known of the face's degradation; null where nothing was.</summary>
    public KnownDegradation? Degradation { get; init; }

    /// <summary>Gets the SHA-256 of each model file used.</summary>
    public required IReadOnlyDictionary<string, string> Models { get; init; }

    /// <summary>Gets the versions of the software by name.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>Gets the side of the result in pixels.</summary>
    public required int Side { get; init; }

    /// <summary>Gets the time of the run in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Gets the mean time of an iteration in seconds.</summary>
    public required double SecondsPerIteration { get; init; }

    /// <summary>Gets the similarity of the degraded face to the references, −1–1.</summary>
    public double? IdentityBefore { get; init; }

    /// <summary>Gets how clear the degraded face is, 0–1.</summary>
    public double? QualityBefore { get; init; }

    /// <summary>Gets how clear the result is, 0–1.</summary>
    public double? QualityAfter { get; init; }

    /// <summary>Gets the similarity of the result to the references, −1–1.</summary>
    public double? IdentityAfter { get; init; }

    /// <summary>Gets how far the result can be trusted.</summary>
    public string? Verdict { get; init; }

    /// <summary>Gets the loss terms.</summary>
    public required RemoteLosses Losses { get; init; }

    /// <summary>Writes it as a run of this machine is written; what the site does not tell stays empty.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="server">The site.</param>
    /// <param name="face">The face as the site found it.</param>
    public RunRecord ToRunRecord(RemoteRequest request, Uri server, RemoteFace face) =>
        new()
        {
            Version = Versions.GetValueOrDefault("sair", "unknown"),
            Server = server,
            Engine = Engine,
            Photo = request.Photo,
            References = [.. request.References.Select(path => new ReferenceRecord(path, null, null, null))],
            Output = request.Output,
            InputSide = face.RealSize?.StoredSide,
            RealSize = face.RealSize?.ToRecord(request.RealSize, Degradation?.Side),
            OutputSide = Side,
            Options = Options,
            Seed = Seed,
            ModelHashes = Models,
            Device = null,
            Threads = null,
            QualityBefore = QualityBefore,
            QualityAfter = QualityAfter,
            IdentityBefore = IdentityBefore,
            IdentityAfter = IdentityAfter,
            Verdict = Verdict,
            Seconds = Seconds,
            SecondsPerIteration = SecondsPerIteration,
            PeakMemoryBytes = null,
            Warnings = [],
            Iterations = Losses.ToIterations(),
        };
}
