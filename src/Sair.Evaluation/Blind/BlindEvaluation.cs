using Microsoft.Extensions.Logging.Abstractions;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Degradations;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Iqpfr;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Imaging;
using Sair.Engine.Quality;
using Sair.Engine.Weights;
using Sair.Evaluation.Judges;
using Sair.Evaluation.Metrics;
using Sair.Evaluation.QuickSet;
using Sair.Training.Data;
using Sair.Training.Quality;

namespace Sair.Evaluation.Blind;

/// <summary>Compares the instant engine with what it has to beat, on heavily degraded faces.</summary>
internal sealed class BlindEvaluation(CommandServices services, IModelProvider models, Device device)
{
    private const int SheetCell = 128;
    private const int Seed = 0;
    private static readonly double[] Fidelities = [0.5, 1];
    private const string SingleName = "single codebook";

    /// <summary>Runs all rows and prints the table.</summary>
    public void Run(BlindRequest request, CancellationToken cancellationToken)
    {
        const int maxColumns = 24;
        var files = new OutputFiles(services);
        files.RequireSheet(request.Sheet, checked(request.People * request.Photos), maxColumns + request.Scores.Count, SheetCell);
        var judges = request.Judges;
        using var identity = judges is null ? null : MobileFaceNetJudge.Open(judges);
        var natural = judges is null ? null : BrisqueJudge.Open(judges);
        var niqe = judges is null ? null : NiqeJudge.Open(judges);
        var faces = services.OpenFaces(models);
        using var ownedFaces = faces as IDisposable;
        using var scorer = QualityScorer.Load(models, device);
        int side;
        using (var pack = IqpfrPack.Load(models, device))
        {
            side = pack.Side;
            services.Output.WriteLine(
                $"instant pack {pack.Hash[..12]}, {side} px; {request.People} "
                    + $"{(request.IsHeldOut ? "held-out faces" : $"people, {CountPhotos(request.Photos)} of each")}, “blind "
                    + $"{(request.IsMild ? "mild" : "heavy")}” degradation, seed {Seed}"
            );
        }

        var set = Read(request, side);
        var machine = Machine.Read();
        services.Output.WriteLine($"{machine.Processor}, {get_num_threads()} threads on {device}, load average {machine.LoadAverage}");
        var evaluation = new QuickSetEvaluation(identity, faces, services.Time);
        var reports = MethodsOf(request).Select(method => evaluation.Run(method, set, null, cancellationToken)).ToList();
        services.Output.WriteLine(
            $"{"method", -34}{"PSNR", 8}{"SSIM", 8}{"distance", 10}{"to truth", 10}{"Fréchet", 10}{"by judge", 10}"
                + $"{"quality", 9}{"BRISQUE", 9}{"NIQE", 9}{"seconds", 9}"
        );
        var pictureScores = reports.ConvertAll(report => ScorePictures(report, set, scorer, natural, niqe));
        foreach (var (report, score) in reports.Zip(pictureScores))
        {
            services.Output.WriteLine(Line(report, score));
        }

        services.Output.WriteLine(
            "distance: our own recogniser's to the truth; to truth: the judge's similarity; Fréchet: of our recogniser's descriptors to "
                + "the truths' and, by judge, of the judge's;"
        );
        services.Output.WriteLine(
            "quality: our own score; networks are rewarded by it or by an earlier one, so it is no evidence alone; BRISQUE and NIQE: lower "
                + "is more natural, seen by nothing that was trained."
        );
        services.Output.WriteLine(
            "common book alone: the dual networks with the second book shut; single codebook: networks of the same size that learned with "
                + "one book, on good photos, without score."
        );
        WriteComparisons(reports, pictureScores, request);
        WriteSweep(set, request.ScoreStrength, scorer, natural, niqe, cancellationToken);
        if (request.Sheet is { } sheet)
        {
            var rows = set.Select((_, i) => (IReadOnlyList<RgbImage>)[.. reports.Select(report => report.Faces[i].Image)]).ToList();
            files.Write(PictureFile.Encode(sheet, ContactSheet.Draw(rows, SheetCell)));
            services.Output.WriteLine($"{sheet}: {string.Join(" | ", reports.Select(report => report.Name))}");
        }
    }

    private static IReadOnlyList<TestFace> Read(BlindRequest request, int side)
    {
        var range = request.IsMild ? BlindDegradationRange.Mild : BlindDegradationRange.Heavy;
        if (!request.IsHeldOut)
        {
            return BlindFaceReader.Read(request.Data, request.People, side, Seed, range, request.Photos);
        }

        return request is { SairIterations: 0, Photos: 1 }
            ? BlindFaceReader.Degrade(
                HeldOutFaces.Read(request.Data, request.People, side).Select(entry => (entry.Face.Person, entry.Picture)),
                side,
                Seed,
                range
            )
            : throw new InvalidOptionsException(
                "Held-out faces are one of each person and have no references: leave out --photos and --sair-iterations, or --held-out."
            );
    }

    // At the side of the truth: what naturalness says of a picture depends on its size.
    private static PictureScores ScorePictures(
        MethodReport report,
        IReadOnlyList<TestFace> set,
        QualityScorer scorer,
        BrisqueJudge? natural,
        NiqeJudge? niqe
    )
    {
        var images = report
            .Faces.Select((face, i) => ImageResizer.Resize(face.Image, set[i].Truth.Width, set[i].Truth.Height, ResampleKernel.Cubic))
            .ToList();
        return new PictureScores([.. images.Select(scorer.Score)], natural is null ? null : [.. images.Select(natural.Judge)])
        {
            NiqeValues = niqe is null ? null : [.. images.Select(niqe.Judge)],
        };
    }

    private static string Line(MethodReport report, PictureScores pictureScores)
    {
        var brisque = pictureScores.Brisque is { } value ? $"{value:F1}" : "–";
        var niqe = pictureScores.NiqeValues is { } values ? $"{values.Average():F2}" : "–";
        var judged = report.JudgeSimilarity is { } similarity ? $"{similarity:F3}" : "–";
        return $"{report.Name, -34}{report.PeakSignalToNoiseRatio, 8:F2}{report.StructuralSimilarity, 8:F3}"
            + $"{report.RecogniserDistance, 10:F3}"
            + $"{judged, 10}{report.FrechetDistance, 10:F4}{report.JudgeFrechetDistance, 10:F4}"
            + $"{pictureScores.Quality, 9:F3}{brisque, 9}{niqe, 9}{report.Seconds, 9:F2}";
    }

    private List<IRestorationMethod> MethodsOf(BlindRequest request)
    {
        var context = new EngineContext(device, models, NullLogger.Instance);
        var instant = new EngineMethod(
            "instant engine (with photo share)",
            new IqpfrEngine(),
            new IqpfrOptions(),
            context,
            ReferenceChoice.None
        );
        var methods = new List<IRestorationMethod>
        {
            new InputMethod(),
            new BicubicMethod(),
            new InstantMethod("common book alone", models, device, null, CodeBooks.CommonOnly),
            new InstantMethod("dual codebook, no score", models, device, null, CodeBooks.Both),
        };
        if (request.SingleModels is { } folder)
        {
            methods.Add(new InstantMethod(SingleName, services.OpenModels(folder), device, null, CodeBooks.CommonOnly));
        }

        methods.AddRange(
            request.Scores.Select(score => new InstantMethod(
                $"dual codebook, score {score}",
                models,
                device,
                score,
                scoreStrength: request.ScoreStrength
            ))
        );
        if (HasFusions())
        {
            var score = request.Scores[^1];
            methods.AddRange(
                Fidelities.Select(fidelity => new InstantMethod(
                    $"score {score}, fidelity {fidelity}",
                    models,
                    device,
                    score,
                    fidelity: fidelity,
                    scoreStrength: request.ScoreStrength
                ))
            );
        }

        methods.Add(instant);
        if (request.SairIterations > 0)
        {
            var sair = new EngineMethod("SAIR", new SairEngine(), new SairOptions { Iterations = request.SairIterations }, context);
            methods.AddRange([
                sair,
                new ChainedMethod("instant, then SAIR", instant, sair),
                new ChainedMethod("SAIR, then instant", sair, instant),
            ]);
        }

        methods.Add(new TruthMethod());
        return methods;
    }

    private static string CountPhotos(int count) => count == 1 ? "1 photo" : $"{count} photos";

    // Person by person, because people differ more than the rows do, and photos of one person are not independent.
    private void WriteComparisons(List<MethodReport> reports, List<PictureScores> pictureScores, BlindRequest request)
    {
        var people = request.People;
        var single = reports.FindIndex(report => report.Name == SingleName);
        if (single < 0 || people < 3)
        {
            return;
        }

        for (var i = single + 1; i <= single + request.Scores.Count; i++)
        {
            var quality = PairedDifference.Of(ByPerson(pictureScores[i].Qualities), ByPerson(pictureScores[single].Qualities));
            var line = $"{reports[i].Name} less {SingleName} (± standard error over the people): quality {Signed(quality, "0.000")}";
            if (reports[i].JudgeSimilarity is not null && pictureScores[i].BrisqueValues is { } natural)
            {
                line +=
                    $", BRISQUE "
                    + $"{Signed(PairedDifference.Of(ByPerson(natural), ByPerson(pictureScores[single].BrisqueValues!)), "0.0")}, "
                    + $"similarity to the truth {Signed(PairedDifference.Of(Judged(reports[i]), Judged(reports[single])), "0.000")}";
            }

            if (pictureScores[i].NiqeValues is { } niqe)
            {
                line += $", NIQE {Signed(PairedDifference.Of(ByPerson(niqe), ByPerson(pictureScores[single].NiqeValues!)), "0.00")}";
            }

            line += $", Fréchet distance {Signed(Sets(report => report.FrechetDistance), "0.000")}";
            if (reports[i].JudgeFrechetDistance is not null)
            {
                line += $", by judge {Signed(Sets(report => report.JudgeFrechetDistance), "0.000")}";
            }

            services.Output.WriteLine(line);

            PairedDifference Sets(Func<MethodReport, double?> figure)
            {
                var (first, second) = (reports[i], reports[single]);
                return PairedDifference.OfSets(
                    people,
                    numbers => figure(Only(first, numbers))!.Value - figure(Only(second, numbers))!.Value
                );
            }
        }

        MethodReport Only(MethodReport report, IReadOnlyList<int> numbers) =>
            report with
            {
                Faces = [.. report.Faces.Where((_, face) => numbers.Contains(face % people))],
            };

        List<double> ByPerson(IReadOnlyList<double> values) =>
            [.. Enumerable.Range(0, people).Select(person => values.Where((_, face) => face % people == person).Average())];

        List<double> Judged(MethodReport report) => ByPerson([.. report.Faces.Select(face => face.JudgeSimilarity!.Value)]);

        static string Signed(PairedDifference difference, string format) =>
            $"{difference.Mean.ToString($"+{format};−{format}")} ± {difference.StandardError.ToString(format)}";
    }

    private bool HasFusions()
    {
        using var pack = IqpfrPack.Load(models, device);
        return pack.Predictor.HasFusions;
    }

    private void WriteSweep(
        IReadOnlyList<TestFace> set,
        double? scoreStrength,
        QualityScorer scorer,
        BrisqueJudge? brisque,
        NiqeJudge? niqe,
        CancellationToken cancellationToken
    )
    {
        var scores = Enumerable.Range(0, 9).Select(i => 0.15 + (0.1 * i)).ToList();
        var (qualities, byBrisque, byNiqe) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var score in scores)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var method = new InstantMethod("sweep", models, device, score, scoreStrength: scoreStrength);
            var images = set.Select(face => method.Restore(face, cancellationToken)).ToList();
            qualities.Add(images.Average(scorer.Score));
            byBrisque.Add(brisque is null ? 0 : images.Average(brisque.Judge));
            byNiqe.Add(niqe is null ? 0 : images.Average(niqe.Judge));
        }

        services.Output.WriteLine($"wanted score {string.Join(' ', scores.Select(score => $"{score:F2}"))}");
        services.Output.WriteLine(
            $"quality      {string.Join(' ', qualities.Select(value => $"{value:F2}"))}: Spearman "
                + $"{RankCorrelation.Spearman(scores, qualities):F3}"
        );
        WriteFalling("BRISQUE", byBrisque, "F1", brisque is not null);
        WriteFalling("NIQE", byNiqe, "F2", niqe is not null);

        void WriteFalling(string name, List<double> values, string format, bool isJudged)
        {
            if (isJudged)
            {
                services.Output.WriteLine(
                    $"{name, -12} {string.Join(' ', values.Select(value => value.ToString(format)))}: Spearman of falling {name} "
                        + $"{-RankCorrelation.Spearman(scores, values):F3}"
                );
            }
        }
    }
}
