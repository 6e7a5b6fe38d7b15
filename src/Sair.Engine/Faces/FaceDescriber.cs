using Sair.Engine.Imaging;
using Sair.Engine.Networks;

namespace Sair.Engine.Faces;

/// <summary>Computes descriptor and expression of a face whose landmarks are known.</summary>
/// <param name="recogniser">The recogniser; owned by the caller.</param>
/// <param name="expressions">The expression network; owned by the caller.</param>
public sealed class FaceDescriber(RecogniserNetwork recogniser, ExpressionNetwork expressions)
{
    private const double MaximumRatio = 4;

    /// <summary>Describes a face exactly as face-api does, with its rounding to whole pixels.</summary>
    /// <param name="photo">An upright photo.</param>
    /// <param name="landmarks">68 points in pixels of the photo.</param>
    /// <exception cref="NoFaceFoundException">The landmarks lie outside the photo.</exception>
    public FaceDescription DescribeRounded(RgbImage photo, IReadOnlyList<FacePoint> landmarks)
    {
        ArgumentNullException.ThrowIfNull(photo);
        Tensor Input(FaceBox box, int side)
        {
            var crop =
                PixelRectangle.Clip(box, photo.Width, photo.Height)
                ?? throw new NoFaceFoundException("The face lies outside the photo; mark it again.");
            return NetworkInput.Single(photo, crop, side, isCentred: true);
        }

        using var scope = torch.NewDisposeScope();
        return Run(
            Input(LandmarkGeometry.RoundedIdentityBox(landmarks), RecogniserNetwork.InputSide),
            Input(LandmarkGeometry.ExpressionBox(landmarks), DenseNetwork.InputSide)
        );
    }

    /// <summary>Describes a face of any size: nothing is rounded, and large faces are shrunk without aliasing.</summary>
    /// <param name="photo">An upright photo.</param>
    /// <param name="landmarks">68 points in pixels of the photo.</param>
    /// <exception cref="NoFaceFoundException">The landmarks lie outside the photo.</exception>
    public FaceDescription Describe(RgbImage photo, IReadOnlyList<FacePoint> landmarks) => Describe(new PhotoPyramid(photo), landmarks);

    internal FaceDescription Describe(PhotoPyramid photo, IReadOnlyList<FacePoint> landmarks)
    {
        Tensor Input(FaceBox box, int side)
        {
            var level = photo.Pick(Math.Max(box.Width, box.Height), side, MaximumRatio);
            return NetworkInput.Single(level.Image, level.Clip(box), side);
        }

        using var scope = torch.NewDisposeScope();
        return Run(
            Input(LandmarkGeometry.IdentityBox(landmarks), RecogniserNetwork.InputSide),
            Input(LandmarkGeometry.ExpressionBox(landmarks), DenseNetwork.InputSide)
        );
    }

    /// <summary>Names the probabilities of logits [1, 7].</summary>
    internal static IReadOnlyDictionary<string, double> Probabilities(Tensor logits)
    {
        var values = logits.softmax(1).data<float>().ToArray();
        return ExpressionNetwork.Names.Select((name, i) => (name, i)).ToDictionary(entry => entry.name, entry => (double)values[entry.i]);
    }

    private FaceDescription Run(Tensor identity, Tensor expression)
    {
        using var ungraded = torch.no_grad();
        return new FaceDescription(recogniser.call(identity).data<float>().ToArray(), Probabilities(expressions.call(expression)));
    }
}
