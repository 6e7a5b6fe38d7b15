using Sair.Engine.Quality;
using Sair.Training.Data;

namespace Sair.Training.Codebooks;

/// <summary>The faces of all stages.</summary>
/// <param name="Training">What is learned from.</param>
/// <param name="HeldOut">What is held out.</param>
/// <param name="Scores">Scores them.</param>
internal sealed record TrainingFaces(FacePictures Training, FacePictures HeldOut, TrainingScores Scores)
{
    private const double Balance = 0.35;

    /// <summary>Loads the faces at a side in pixels.</summary>
    public static TrainingFaces Load(CodebookTrainingOptions options, int side, QualityNetwork quality, TextWriter output, CancellationToken cancellationToken)
    {
        var faces = FaceIndex.Read(options.DataFolder, options.Sources);
        var (training, heldOut) = (Read(faces.Where(face => !FaceIndex.IsValidation(face))), Read(faces.Where(FaceIndex.IsValidation)));
        var (scores, ofPhotos) = TrainingScores.Measure(quality, training, options.Threshold, cancellationToken);
        output.WriteLine($"{training.Count} photos to learn from, {heldOut.Count} held out; by tenths of score {string.Join(' ', ScoreBalance.Count(ofPhotos))}");
        return new TrainingFaces(options.BalancesScores ? training.Reweigh(ScoreBalance.Factors(ofPhotos)) : training, heldOut, scores);

        FacePictures Read(IEnumerable<FaceSource> sources) =>
            FacePictures.Load(options.DataFolder, [.. sources], side, Balance, options.StateFolder, cancellationToken);
    }
}
