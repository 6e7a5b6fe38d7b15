using Sair.Training.Data;

namespace Sair.Training.Codebooks;

/// <summary>The faces of all stages.</summary>
/// <param name="Training">What is learned from.</param>
/// <param name="HeldOut">What is held out.</param>
internal sealed record TrainingFaces(FacePictures Training, FacePictures HeldOut)
{
    private const double Balance = 0.35;

    /// <summary>Loads the faces at a side in pixels.</summary>
    public static TrainingFaces Load(CodebookTrainingOptions options, int side, TextWriter output, CancellationToken cancellationToken)
    {
        var faces = FaceIndex.Read(options.DataFolder, options.Sources);
        var (training, heldOut) = (Read(faces.Where(face => !FaceIndex.IsValidation(face))), Read(faces.Where(FaceIndex.IsValidation)));
        output.WriteLine($"{training.Count} photos to learn from, {heldOut.Count} held out");
        return new TrainingFaces(training, heldOut);

        FacePictures Read(IEnumerable<FaceSource> sources) =>
            FacePictures.Load(options.DataFolder, [.. sources], side, Balance, options.StateFolder, cancellationToken);
    }
}
