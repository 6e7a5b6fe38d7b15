using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging.Abstractions;
using Sair.CommandLine;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Quality;
using Sair.Engine.Weights;
using Sair.Evaluation.Judges;

namespace Sair.Evaluation.QuickSet;

/// <summary>Measures the search on faces whose truth is known, against what it has to beat.</summary>
internal sealed class SairEvaluation(CommandServices services, IModelProvider models, Device device)
{
    private const int SheetCell = 160;

    // Enlarged photo, degraded photo, truth and reference stand beside the rows.
    private const int OtherColumns = 4;
    private const double TriedQualityWeight = 0.3;
    private const string SearchName = "SAIR";

    /// <summary>Runs all rows, prints the table, writes sheet and record.</summary>
    public void Run(SairEvaluationRequest request, CancellationToken cancellationToken)
    {
        var files = new OutputFiles(services);
        files.Require(request.Sheet, request.Json, []);
        files.RequireSheet(request.Sheet, request.People, request.Rows.Count + OtherColumns, SheetCell);
        var set = TestFaceReader.Read(request.Data, request.People, request.Scale, request.Options.Seed, request.References);
        using var judge = request.Judges is { } folder ? MobileFaceNetJudge.Open(folder) : null;
        if (judge is null)
        {
            services.Warn("There is no judge, so its columns stay empty: name the folder with mobilefacenet.safetensors by --judges DIR.");
        }

        var faces = services.OpenFaces(models);
        using var ownedFaces = faces as IDisposable;
        var evaluation = new QuickSetEvaluation(judge, faces, services.Time);
        var record = PrintConditions(request, judge?.Name, set);
        var reports = new List<MethodReport>();
        foreach (var method in MethodsOf(request))
        {
            reports.Add(
                evaluation.Run(method, set, number => services.Error.WriteLine($"{method.Name}: {number}/{set.Count}"), cancellationToken)
            );
        }

        using var scorer = QualityScorer.Load(models, device);
        var natural = request.Judges is { } judges ? BrisqueJudge.Open(judges) : null;
        var scores = reports.ConvertAll(report => PictureScores.Of(report, scorer.Score, natural is null ? null : natural.Judge));
        EvaluationTable.Write(reports, scores, services.Output);
        if (reports.Find(report => report.Name == SearchName) is { } search)
        {
            reports.ForEach(other => EvaluationTable.WriteComparison(search, other, services.Output));
        }

        WriteFiles(files, request, set, reports, scores, record);
    }

    private List<IRestorationMethod> MethodsOf(SairEvaluationRequest request)
    {
        var engine = new SairEngine();
        var context = new EngineContext(device, models, NullLogger.Instance);
        var fidelityOnly = request.Options with
        {
            IdentityWeight = 0,
            LatentPriorWeight = 0,
            GeodesicCrossWeight = 0,
            EmotionWeight = 0,
            ColourWeight = 0,
            Emotion = Emotion.None,
        };
        var withQuality = request.Options.QualityWeight > 0 ? request.Options : request.Options with { QualityWeight = TriedQualityWeight };
        var withoutQuality = request.Rows.Contains(SairEvaluationRequest.QualityRow)
            ? request.Options with
            {
                QualityWeight = 0,
            }
            : request.Options;
        var all = $"{SearchName}, {request.References} references";
        IEnumerable<(string Row, IRestorationMethod Method)> methods =
        [
            (SairEvaluationRequest.FidelityRow, Search($"{SearchName}, fidelity only", fidelityOnly, ReferenceChoice.First)),
            (SairEvaluationRequest.SairRow, Search(SearchName, withoutQuality, ReferenceChoice.First)),
            (SairEvaluationRequest.ReferenceRow, new ReferenceMethod()),
            (
                SairEvaluationRequest.QualityRow,
                Search($"{SearchName}, quality weight {withQuality.QualityWeight}", withQuality, ReferenceChoice.First)
            ),
            (SairEvaluationRequest.AllRow, Search(all, request.Options, ReferenceChoice.All)),
            (SairEvaluationRequest.InversionRow, new EncoderInversionMethod(models, device, request.Options.Seed)),
            (
                SairEvaluationRequest.AloneRow,
                Search($"{SearchName}, no reference", request.Options with { InstantStart = false }, ReferenceChoice.None)
            ),
            (
                SairEvaluationRequest.InstantRow,
                Search($"{SearchName}, no reference, instant start", request.Options with { InstantStart = true }, ReferenceChoice.None)
            ),
            (
                SairEvaluationRequest.StrangerRow,
                Search($"{SearchName}, stranger's reference", request.Options, ReferenceChoice.FirstOfStranger)
            ),
        ];
        return [new BicubicMethod(), .. methods.Where(method => request.Rows.Contains(method.Row)).Select(method => method.Method)];

        EngineMethod Search(string name, SairOptions options, ReferenceChoice choice) => new(name, engine, options, context, choice);
    }

    private SairEvaluationRecord PrintConditions(SairEvaluationRequest request, string? judge, IReadOnlyList<TestFace> set)
    {
        using var pack = SairPack.Load(models, device);
        var record = new SairEvaluationRecord
        {
            Version = CommandServices.Version,
            Machine = Machine.Read(),
            Threads = get_num_threads(),
            Device = device.ToString(),
            ModelHashes = pack.Hashes,
            GeneratorSide = pack.Generator.Configuration.Size,
            Scale = request.Scale,
            Seed = request.Options.Seed,
            Options = request.Options,
            Judge = judge,
            Methods = [],
        };
        services.Output.WriteLine(
            $"{set.Count} people, {set[0].Truth.Width} px reduced ×{request.Scale} to {set[0].Degraded.Width} px, noise variance "
                + $"{SyntheticDegradation.MinVariance}–{SyntheticDegradation.MaxVariance}, seed {record.Seed}"
        );
        services.Output.WriteLine("truth: each person's first photo by name; references: the next; people by name");
        services.Output.WriteLine(
            $"face pack {string.Join(", ", record.ModelHashes.Select(hash => $"{hash.Key} {hash.Value[..12]}"))}; generator "
                + $"{record.GeneratorSide} px; {request.Options.Iterations} iterations"
        );
        services.Output.WriteLine(
            $"{record.Machine.Processor}, {record.Threads} threads on {record.Device}, load average {record.Machine.LoadAverage}; judge: "
                + $"{judge ?? "none"}"
        );
        return record;
    }

    private void WriteFiles(
        OutputFiles files,
        SairEvaluationRequest request,
        IReadOnlyList<TestFace> set,
        List<MethodReport> reports,
        List<PictureScores> scores,
        SairEvaluationRecord record
    )
    {
        var written = new List<(string Path, byte[] Content)>();
        if (request.Sheet is { } sheet)
        {
            var rows = set.Select(
                    (face, i) =>
                        (IReadOnlyList<Engine.Imaging.RgbImage>)
                            [face.Degraded, .. reports.Select(report => report.Faces[i].Image), face.Truth, face.References[0]]
                )
                .ToList();
            written.Add(PictureFile.Encode(sheet, ContactSheet.Draw(rows, SheetCell)));
            services.Output.WriteLine($"{sheet}: photo | {string.Join(" | ", reports.Select(report => report.Name))} | truth | reference");
        }

        if (request.Json is { } json)
        {
            written.Add(
                (
                    json,
                    (
                        record with
                        {
                            Methods = [.. reports.Zip(scores, (report, score) => MethodRecord.Of(report, score, reports[0]))],
                        }
                    ).ToJson()
                )
            );
            services.Output.WriteLine(json);
        }

        files.Write(written);
    }
}

/// <summary>Everything about an evaluation, as <c>--json</c> writes it.</summary>
internal sealed record SairEvaluationRecord
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Gets the version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the machine.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Gets the number of threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Gets the device.</summary>
    public required string Device { get; init; }

    /// <summary>Gets the SHA-256 of each file of the face pack.</summary>
    public required IReadOnlyDictionary<string, string> ModelHashes { get; init; }

    /// <summary>Gets the side of the generator's pictures in pixels.</summary>
    public required int GeneratorSide { get; init; }

    /// <summary>Gets the factor of reduction.</summary>
    public required int Scale { get; init; }

    /// <summary>Gets the seed of noise and search.</summary>
    public required int Seed { get; init; }

    /// <summary>Gets the options of the search.</summary>
    public required object Options { get; init; }

    /// <summary>Gets the judge's name; null where there is none.</summary>
    public required string? Judge { get; init; }

    /// <summary>Gets the rows.</summary>
    public required IReadOnlyList<MethodRecord> Methods { get; init; }

    /// <summary>Writes the record as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Format);
}

/// <summary>One row: means, and the measures of each face.</summary>
internal sealed record MethodRecord(
    string Name,
    double? JudgeSimilarity,
    int? BetterThanBicubic,
    double? JudgeSimilarityToWrongReference,
    double RecogniserDistance,
    double? FrechetDistance,
    double? JudgeFrechetDistance,
    double PeakSignalToNoiseRatio,
    double StructuralSimilarity,
    double Quality,
    double? Brisque,
    double Seconds,
    IReadOnlyList<FaceRecord> Faces
)
{
    /// <summary>Makes the record of a row.</summary>
    /// <param name="report">The row.</param>
    /// <param name="scores">How its pictures score.</param>
    /// <param name="bicubic">The row that it is counted against.</param>
    public static MethodRecord Of(MethodReport report, PictureScores scores, MethodReport bicubic) =>
        new(
            report.Name,
            report.JudgeSimilarity,
            report.CountImproved(bicubic),
            report.JudgeSimilarityToWrongReference,
            report.RecogniserDistance,
            report.FrechetDistance,
            report.JudgeFrechetDistance,
            report.PeakSignalToNoiseRatio,
            report.StructuralSimilarity,
            scores.Quality,
            scores.Brisque,
            report.Seconds,
            [
                .. report.Faces.Select(
                    (face, i) =>
                        new FaceRecord(
                            face.Person,
                            face.JudgeSimilarity,
                            face.RecogniserDistance,
                            face.PeakSignalToNoiseRatio,
                            face.StructuralSimilarity,
                            scores.Qualities[i],
                            scores.BrisqueValues?[i],
                            face.Seconds
                        )
                ),
            ]
        );
}

/// <summary>The measures of one face.</summary>
internal sealed record FaceRecord(
    string Person,
    double? JudgeSimilarity,
    double RecogniserDistance,
    double PeakSignalToNoiseRatio,
    double StructuralSimilarity,
    double Quality,
    double? Brisque,
    double Seconds
);
