using Sair.Engine.Faces.Networks;
using Sair.Engine.Faces.Sampling;
using Sair.Engine.Imaging;

namespace Sair.Engine.Faces;

/// <summary>Computes descriptor and expression of a face whose landmarks are known.</summary>
/// <param name="recogniser">The recogniser; owned by the caller.</param>
/// <param name="expressions">The expression network; owned by the caller.</param>
public sealed class FaceDescriber(RecogniserNetwork recogniser, ExpressionNetwork expressions)
{
    private const double MaximumRatio = 4;

    /// <summary>Describes a face, exactly as face-api does.</summary>
    /// <param name="photo">An upright photo.</param>
    /// <param name="landmarks">68 points in pixels of the photo.</param>
    /// <exception cref="NoFaceFoundException">The landmarks lie outside the photo.</exception>
    public FaceDescription Describe(RgbImage photo, IReadOnlyList<FacePoint> landmarks) => Describe(new PhotoPyramid(photo), landmarks);

    internal FaceDescription Describe(PhotoPyramid photo, IReadOnlyList<FacePoint> landmarks)
    {
        using var scope = torch.NewDisposeScope();
        using var ungraded = torch.no_grad();
        var descriptor = recogniser.call(Input(photo, LandmarkGeometry.RoundedIdentityBox(landmarks), RecogniserNetwork.InputSide));
        var logits = expressions.call(Input(photo, LandmarkGeometry.ExpressionBox(landmarks), DenseNetwork.InputSide));
        return new FaceDescription(descriptor.data<float>().ToArray(), Probabilities(logits));
    }

    /// <summary>Names the probabilities of logits [1, 7].</summary>
    internal static IReadOnlyDictionary<string, double> Probabilities(Tensor logits)
    {
        var values = logits.softmax(1).data<float>().ToArray();
        return ExpressionNetwork.Names.Select((name, i) => (name, i)).ToDictionary(entry => entry.name, entry => (double)values[entry.i]);
    }

    private static Tensor Input(PhotoPyramid photo, FaceBox box, int side)
    {
        var level = photo.Pick(Math.Max(box.Width, box.Height), side, MaximumRatio);
        var crop = level.Clip(box) ?? throw new NoFaceFoundException("The face lies outside the photo; mark it again.");
        return NetworkInput.Single(level.Image, crop, side, isCentred: true);
    }
}
