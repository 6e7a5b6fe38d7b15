using Microsoft.Extensions.Logging.Abstractions;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Sair;
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
        using var judge = MobileFaceNetJudge.Open(request.Judges)
            ?? throw new InvalidOptionsException($"{request.Judges} holds no {MobileFaceNetJudge.FileName}: name the folder of the judges by --judges.");
        var faces = services.OpenFaces(models);
        using var ownedFaces = faces as IDisposable;
        var collector = new BadgeCollector(new SairEngine(), request.Options, new EngineContext(device, models, NullLogger.Instance), faces, judge);
        var sets = request.Scales.Select(scale => TestFaceReader.Read(request.Data, request.People, scale, request.Options.Seed, BadgeCollector.AlbumPhotos)).ToList();
        var cases = new List<BadgeCase>();
        for (var person = 0; person < request.People; person++)
        {
            // The scales take turns, so that many people cost no more time than many scales.
            var turn = person % sets.Count;
            cases.AddRange(collector.Measure(sets[turn][person], request.Scales[turn], cancellationToken));
            services.Error.WriteLine($"{person + 1}/{request.People}");
        }

        List<double> same = [.. sets[0].SelectMany(face => face.References.Select(photo => judge.Similarity(face.Truth, photo)))];
        List<double> different = [.. sets[0].SelectMany(face => face.StrangersReferences.Select(photo => judge.Similarity(face.Truth, photo)))];
        return new BadgeMeasures(ConditionsOf(request, judge.Name), cases, same, different);
    }

    private static IReadOnlyList<string> ConditionsOf(BadgeRequest request, string judge)
    {
        var (machine, options) = (Machine.Read(), request.Options);
        return
        [
            $"{request.People} people, reduced ×{string.Join(" or ×", request.Scales)} in turn, noise variance {SyntheticDegradation.LeastVariance}–{SyntheticDegradation.LargestVariance}, seed {options.Seed}; judge: {judge}",
            $"SAIR with {options.TuningIterations} tuning and {options.Iterations} search iterations; two photos of the album are references, {BadgeCollector.AlbumPhotos - 2} are held back",
            $"{machine.Processor}, {get_num_threads()} threads, load average {machine.LoadAverage}",
        ];
    }
}
