using Sair.Engine.Quality;
using Sair.Training.Data;

namespace Sair.Training.Codebooks;

/// <summary>The faces of both stages.</summary>
internal static class TrainingFaces
{
    private const double Balance = 0.35;

    /// <summary>Loads what is learned from and what is held out, at a side in pixels.</summary>
    public static (FacePictures Training, FacePictures HeldOut) Load(CodebookTrainingOptions options, int side, CancellationToken cancellationToken)
    {
        var faces = FaceIndex.Read(options.DataFolder, options.Sources);
        return (Read(faces.Where(face => !FaceIndex.IsValidation(face))), Read(faces.Where(FaceIndex.IsValidation)));

        FacePictures Read(IEnumerable<FaceSource> sources) =>
            FacePictures.Load(options.DataFolder, [.. sources], side, Balance, options.StateFolder, cancellationToken);
    }

    /// <summary>Scores photos [N, 3, S, S] in −1–1, without gradients.</summary>
    public static Tensor Score(QualityNetwork quality, Tensor photos)
    {
        using var ungraded = no_grad();
        return quality.forward((photos + 1) / 2);
    }
}
