using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging.Abstractions;
using Sair.Application.Evidence;
using Sair.Application.People;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Engine.Weights;
using Sair.Evaluation.Judges;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Badge;

/// <summary>Sets the boundaries of the badge on one half of the people and tells on the other half how often it is right.</summary>
internal sealed class BadgeEvaluation(CommandServices services, IModelProvider models, Device device)
{
    /// <summary>Measures, or reads what was measured, and prints boundaries and figures.</summary>
    /// <exception cref="InvalidOptionsException">There is no judge, or the file of measures does not do.</exception>
    public void Run(BadgeRequest request, CancellationToken cancellationToken)
    {
        if (request.Cases is { } kept && File.Exists(kept))
        {
            BadgeReport.Write(BadgeMeasures.Read(kept), services.Output);
            return;
        }

        var files = new OutputFiles(services);
        files.Require(null, request.Cases, []);
        var measures = Measure(request, cancellationToken);
        if (request.Cases is { } path)
        {
            files.Write((path, measures.ToJson()));
        }

        BadgeReport.Write(measures, services.Output);
    }

    private BadgeMeasures Measure(BadgeRequest request, CancellationToken cancellationToken)
    {
        using var judge =
            MobileFaceNetJudge.Open(request.Judges)
            ?? throw new InvalidOptionsException(
                $"{request.Judges} holds no {MobileFaceNetJudge.FileName}: name the folder of the judges by --judges."
            );
        var faces = services.OpenFaces(models);
        using var ownedFaces = faces as IDisposable;
        var collector = new BadgeCollector(
            new SairEngine(),
            request.Options,
            new EngineContext(device, models, NullLogger.Instance),
            faces,
            judge
        );
        var sets = request
            .Scales.Select(scale =>
                TestFaceReader.Read(request.Data, request.People, scale, request.Options.Seed, BadgeCollector.AlbumPhotos)
            )
            .ToList();
        var cases = new List<BadgeCase>();
        for (var person = 0; person < request.People; person++)
        {
            // The scales take turns, so that many people cost no more time than many scales.
            var turn = person % sets.Count;
            cases.AddRange(collector.Measure(sets[turn][person], request.Scales[turn], cancellationToken));
            services.Error.WriteLine($"{person + 1}/{request.People}");
        }

        List<double> same = [.. sets[0].SelectMany(face => face.References.Select(photo => judge.Similarity(face.Truth, photo)))];
        List<double> different =
        [
            .. sets[0].SelectMany(face => face.StrangersReferences.Select(photo => judge.Similarity(face.Truth, photo))),
        ];
        return new BadgeMeasures(ConditionsOf(request, judge.Name), cases, same, different);
    }

    private static IReadOnlyList<string> ConditionsOf(BadgeRequest request, string judge)
    {
        var (machine, options) = (Machine.Read(), request.Options);
        return
        [
            $"{request.People} people, reduced ×{string.Join(" or ×", request.Scales)} in turn, noise variance "
                + $"{SyntheticDegradation.MinVariance}–{SyntheticDegradation.MaxVariance}, seed {options.Seed}; judge: {judge}",
            $"SAIR with {options.TuningIterations} tuning and {options.Iterations} search iterations; two photos of the album are "
                + $"references, {BadgeCollector.AlbumPhotos - 2} are held back",
            $"{machine.Processor}, {get_num_threads()} threads, load average {machine.LoadAverage}",
        ];
    }
}

/// <summary>Restores people with their own and with strangers' photos, and measures each result as the site does.</summary>
/// <param name="engine">What restores.</param>
/// <param name="options">Options of that engine's own type.</param>
/// <param name="context">Device and models.</param>
/// <param name="analyzer">Describes faces.</param>
/// <param name="judge">The recogniser that nothing else sees.</param>
internal sealed class BadgeCollector(
    IRestorationEngine engine,
    EngineOptions options,
    EngineContext context,
    IFaceAnalyzer analyzer,
    IIdentityJudge judge
)
{
    /// <summary>Photos of a person besides the one that is restored.</summary>
    public const int AlbumPhotos = 5;

    private const int UsedPhotos = 2;

    private readonly FacePreparation _preparation = new(analyzer);

    /// <summary>Measures one person at one scale: three cases of two runs.</summary>
    public IEnumerable<BadgeCase> Measure(TestFace face, int scale, CancellationToken cancellationToken)
    {
        var given = face with
        {
            References = [.. face.References.Take(UsedPhotos)],
            StrangersReferences = [.. face.StrangersReferences.Take(UsedPhotos)],
        };
        var own = Method(ReferenceChoice.All).Restore(given, cancellationToken);
        var drifted = Method(ReferenceChoice.AllOfStranger).Restore(given, cancellationToken);
        yield return Judge(face, scale, BadgeCaseKind.Own, own, face.References);
        yield return Judge(face, scale, BadgeCaseKind.StrangersReferences, drifted, face.References);
        yield return Judge(face, scale, BadgeCaseKind.StrangersAlbum, drifted, face.StrangersReferences);
    }

    private EngineMethod Method(ReferenceChoice choice) => new(engine.Descriptor.Id, engine, options, context, choice);

    private BadgeCase Judge(TestFace face, int scale, BadgeCaseKind kind, RgbImage result, IReadOnlyList<RgbImage> album)
    {
        var traits = album.Select(photo => FaceTraits.Of(_preparation.Take(photo))).ToList();
        var spread = AlbumAnalysis
            .Of([.. traits.Select(one => new AlbumFace(Guid.NewGuid(), Guid.NewGuid(), one, null, null, null, IsConfirmed: true))])
            .Spread;
        var material = new EvidenceMaterial(
            FaceTraits.Of(_preparation.Take(face.Degraded)),
            EvidenceMeasurement.Describe(analyzer, face.Degraded).Landmarks,
            [.. traits.Skip(UsedPhotos)],
            spread
        );
        var evidence = EvidenceMeasurement.Of(
            ConsistencyMap.Of(face.Degraded, result).Difference,
            EvidenceMeasurement.Describe(analyzer, result),
            material
        );
        return new BadgeCase(
            face.Person,
            scale,
            kind,
            evidence,
            judge.Similarity(result, face.Truth),
            judge.Similarity(result, face.StrangersReferences[0])
        );
    }
}

/// <summary>Everything that was measured for the badge.</summary>
/// <param name="Conditions">What was run on which machine, in sentences.</param>
/// <param name="Cases">The results.</param>
/// <param name="SamePerson">The judge's similarities of different photos of one person.</param>
/// <param name="DifferentPeople">The judge's similarities of photos of different people.</param>
internal sealed record BadgeMeasures(
    IReadOnlyList<string> Conditions,
    IReadOnlyList<BadgeCase> Cases,
    IReadOnlyList<double> SamePerson,
    IReadOnlyList<double> DifferentPeople
)
{
    private static readonly JsonSerializerOptions s_format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes the measures as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, s_format);

    /// <summary>Reads measures that were kept.</summary>
    /// <exception cref="InvalidOptionsException">The file holds none.</exception>
    public static BadgeMeasures Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<BadgeMeasures>(File.ReadAllBytes(path), s_format) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException)
        {
            throw new InvalidOptionsException($"{path} holds no measures of this command: delete it or name another file by --cases.");
        }
    }
}

/// <summary>Whose photos a run was given.</summary>
internal enum BadgeCaseKind
{
    /// <summary>The person's own references and album.</summary>
    Own,

    /// <summary>A stranger's references, judged by the person's own album.</summary>
    StrangersReferences,

    /// <summary>A stranger's references, judged by the stranger's album: the user chose the wrong person.</summary>
    StrangersAlbum,
}

/// <summary>One result that is judged.</summary>
/// <param name="Person">Whose photo was restored.</param>
/// <param name="Scale">How many times it was reduced.</param>
/// <param name="Kind">Whose photos the run was given.</param>
/// <param name="Evidence">What the badge rests on.</param>
/// <param name="Likeness">The judge's similarity of the result to the truth, −1–1.</param>
/// <param name="LikenessToStranger">The judge's similarity of the result to the stranger's first reference, −1–1.</param>
internal sealed record BadgeCase(
    string Person,
    int Scale,
    BadgeCaseKind Kind,
    ResultEvidence Evidence,
    double Likeness,
    double LikenessToStranger
);
