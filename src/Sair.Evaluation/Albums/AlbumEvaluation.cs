using Microsoft.Extensions.Logging.Abstractions;
using Sair.CommandLine;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Gen2Res;
using Sair.Engine.Engines.Iqpfr;
using Sair.Engine.Weights;
using Sair.Evaluation.Judges;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Albums;

/// <summary>Measures what an album is worth, on faces whose truth is known.</summary>
internal sealed class AlbumEvaluation(CommandServices services, IModelProvider models, Device device)
{
    private const int SheetCell = 128;

    /// <summary>Runs all rows, prints the table, writes the sheet.</summary>
    public void Run(AlbumEvaluationRequest request, CancellationToken cancellationToken)
    {
        const int maxColumns = 16;
        var files = new OutputFiles(services);
        files.RequireSheet(request.Sheet, request.People, maxColumns, SheetCell);
        var set = TestFaceReader.Read(request.Data, request.People, request.Scale, request.Options.Seed, request.Photos);
        using var judge = request.Judges is { } folder ? MobileFaceNetJudge.Open(folder) : null;
        if (judge is null)
        {
            services.Warn("There is no judge, so its columns stay empty: name the folder with mobilefacenet.safetensors by --judges DIR.");
        }

        var faces = services.OpenFaces(models);
        using var ownedFaces = faces as IDisposable;
        var evaluation = new QuickSetEvaluation(judge, faces, services.Time);
        var machine = Machine.Read();
        services.Output.WriteLine(
            $"{set.Count} people, {request.Photos} photos each, {set[0].Truth.Width} px reduced ×{request.Scale} to "
                + $"{set[0].Degraded.Width} px, noise variance {SyntheticDegradation.MinVariance}–{SyntheticDegradation.MaxVariance}, seed "
                + $"{request.Options.Seed}"
        );
        services.Output.WriteLine(
            $"K {request.Options.NoiseLevel}, {request.Options.Steps} steps, {request.Options.TuningIterations} tuning steps of "
                + $"{request.Options.TuningBatch}; {machine.Processor}, {get_num_threads()} threads, load average {machine.LoadAverage}; "
                + $"judge: {judge?.Name ?? "none"}"
        );
        AlbumTable.WriteHead(services.Output);
        var rows = new List<AlbumRow>();
        foreach (var (method, store) in MethodsOf(request))
        {
            var report = evaluation.Run(
                method,
                set,
                number => services.Error.WriteLine($"{method.Name}: {number}/{set.Count}"),
                cancellationToken
            );
            rows.Add(new AlbumRow(report, method as AlbumMethod, store?.MeanBytes ?? 0));
            AlbumTable.WriteRow(rows[^1], rows[0], services.Output);
        }

        AlbumTable.WriteLegend(services.Output);
        if (request.Sheet is { } sheet)
        {
            var cells = set.Select(
                    (face, i) =>
                        (IReadOnlyList<Engine.Imaging.RgbImage>)
                            [face.Degraded, .. rows.Select(row => row.Report.Faces[i].Image), face.Truth, face.References[0]]
                )
                .ToList();
            files.Write(PictureFile.Encode(sheet, ContactSheet.Draw(cells, SheetCell)));
            services.Output.WriteLine($"{sheet}: photo | {string.Join(" | ", rows.Select(row => row.Report.Name))} | truth | album");
        }
    }

    private IEnumerable<(IRestorationMethod Method, MeasuredStore? Store)> MethodsOf(AlbumEvaluationRequest request)
    {
        var context = new EngineContext(device, models, NullLogger.Instance);
        var options = request.Options;
        yield return (new BicubicMethod(), null);
        if (Has(AlbumEvaluationRequest.BaseRow))
        {
            yield return Own("base", options with { Mode = Gen2ResMode.Base }, ReferenceChoice.None);
        }

        if (Has(AlbumEvaluationRequest.GenerativeRow))
        {
            yield return Own("generative", options with { Mode = Gen2ResMode.Generative }, ReferenceChoice.None);
        }

        if (Has(AlbumEvaluationRequest.FullRow))
        {
            yield return Own(
                "personal, full",
                options with
                {
                    Mode = Gen2ResMode.Personal,
                    TuningForm = TuningForm.Full,
                },
                ReferenceChoice.All
            );
        }

        if (Has(AlbumEvaluationRequest.LowRankRow))
        {
            yield return Own(
                "personal, low-rank",
                options with
                {
                    Mode = Gen2ResMode.Personal,
                    TuningForm = TuningForm.LowRank,
                },
                ReferenceChoice.All
            );
        }

        if (Has(AlbumEvaluationRequest.StrangerRow))
        {
            yield return Own(
                "stranger's, low-rank",
                options with
                {
                    Mode = Gen2ResMode.Personal,
                    TuningForm = TuningForm.LowRank,
                },
                ReferenceChoice.AllOfStranger
            );
        }

        foreach (var engine in Has(AlbumEvaluationRequest.OtherRows) ? services.Engines.Where(engine => engine is not Gen2ResEngine) : [])
        {
            yield return (Other(engine, "blind", ReferenceChoice.None), null);
            if (engine is IqpfrEngine)
            {
                // It looks at no references.
                continue;
            }

            yield return (Other(engine, "1 photo", ReferenceChoice.First), null);
            yield return (Other(engine, $"{request.Photos} photos", ReferenceChoice.All), null);
        }

        bool Has(string row) => request.Rows.Contains(row);

        AlbumMethod Other(IRestorationEngine engine, string words, ReferenceChoice choice) =>
            new(
                $"{engine.Descriptor.DisplayName}, {words}",
                engine,
                (EngineOptions)Activator.CreateInstance(engine.Descriptor.OptionsType)!,
                context,
                choice,
                engine.Descriptor.Stages[^1],
                services.Time
            );

        (IRestorationMethod, MeasuredStore?) Own(string name, Gen2ResOptions chosen, ReferenceChoice choice)
        {
            var store = new MeasuredStore();
            var kept = context with { PersonalWeights = store };
            return (new AlbumMethod(name, new Gen2ResEngine(), chosen, kept, choice, Gen2ResEngine.RestorationStage, services.Time), store);
        }
    }
}

/// <summary>One row of the album table.</summary>
/// <param name="Report">The measures.</param>
/// <param name="Timing">Times of its parts, or null where it has none.</param>
/// <param name="CacheBytes">Mean size of what is kept per person.</param>
internal sealed record AlbumRow(MethodReport Report, AlbumMethod? Timing, double CacheBytes);

/// <summary>Prints the figures of an album evaluation.</summary>
internal static class AlbumTable
{
    private const double Kilobyte = 1024;

    /// <summary>Writes the names of the columns.</summary>
    public static void WriteHead(TextWriter writer) => writer.WriteLine(FigureRow.Head("learn s", "restore s", "preview s", "cache KB"));

    /// <summary>Writes a row as soon as it is measured.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">The first row, which the others are counted against.</param>
    /// <param name="writer">Where to write.</param>
    public static void WriteRow(AlbumRow row, AlbumRow first, TextWriter writer)
    {
        var (report, timing, bytes) = row;
        writer.WriteLine(
            FigureRow.Of(
                report,
                first.Report,
                FigureRow.Number(timing?.LearningSeconds, "0.0"),
                FigureRow.Number(timing?.RestorationSeconds, "0.0"),
                FigureRow.Number(timing?.LongestFirstPreviewSeconds, "0.0"),
                FigureRow.Number(bytes > 0 ? bytes / Kilobyte : null, "0")
            )
        );
    }

    /// <summary>Writes what the columns mean.</summary>
    public static void WriteLegend(TextWriter writer)
    {
        writer.WriteLine(
            "to truth, to other: the judge's similarity to the truth and to the stranger whose album the control learns; better: faces "
                + "nearer to the truth than the first row's;"
        );
        writer.WriteLine(
            "distance: our own recogniser; Fréchet: of its descriptors and, by judge, of the judge's; PSNR (dB) and SSIM at the side of "
                + "the truth; preview: the longest wait for a first picture."
        );
    }
}
