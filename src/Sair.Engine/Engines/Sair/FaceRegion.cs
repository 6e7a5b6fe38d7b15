using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Networks;
using Sair.Engine.Weights;

namespace Sair.Engine.Engines.Sair;

/// <summary>Finds the face mask of an aligned picture: what a face parser says, the hull of its landmarks, or the typical region where neither makes sense.</summary>
public static class FaceRegion
{
    // Where FFHQ framing puts a face, in fractions of the side.
    private static readonly FaceBox s_typicalFace = new(0.2, 0.27, 0.6, 0.62);

    private const double FaceProbability = 0.5;
    private const double SmallestShare = 0.08;
    private const double LargestShare = 0.6;
    private const int Corners = 24;

    /// <summary>Makes the mask.</summary>
    /// <param name="models">Holds the landmark network and the parser.</param>
    /// <param name="picture">A face square in FFHQ framing.</param>
    /// <param name="side">Side of the mask in pixels.</param>
    /// <param name="device">Where the mask goes.</param>
    /// <param name="parser">Id of a <see cref="FaceParser"/>, or null for the landmarks alone.</param>
    /// <returns>[side, side], 0–1: a probability by the parser, 0 or 1 by the landmarks; owned by the current scope.</returns>
    /// <exception cref="WeightsFormatException">The parser's model holds another network.</exception>
    public static Tensor Find(IModelProvider models, RgbImage picture, int side, Device device, string? parser = null)
    {
        if (parser is not null && Parse(models.Open(parser, device), picture, side, device) is var parsed && IsPlausible(parsed.gt(FaceProbability).to(float32)))
        {
            return parsed;
        }

        using var network = new LandmarkNetwork(models.Open(KnownFaceModels.Landmarks, CPU));
        var box = new FaceBox(s_typicalFace.X * picture.Width, s_typicalFace.Y * picture.Height, s_typicalFace.Width * picture.Width, s_typicalFace.Height * picture.Height);
        var landmarks = new LandmarkDetector(network).Detect(picture, box);
        var scaled = landmarks.Select(point => new FacePoint(point.X * side / picture.Width, point.Y * side / picture.Height)).ToList();
        var mask = FaceMask.FromLandmarks(scaled, side, side, device);
        return (IsPlausible(mask) ? mask : FaceMask.FromLandmarks(Typical(side), side, side, device)).reshape(side, side);
    }

    private static bool IsPlausible(Tensor mask) => mask.mean().ToDouble() is >= SmallestShare and <= LargestShare;

    private static Tensor Parse(LoadedModel model, RgbImage picture, int side, Device device)
    {
        try
        {
            using var parser = FaceParser.FromParameters(model.Parameters).to(device);
            return parser.FaceMask(picture.ToTensor(device), side);
        }
        catch (Exception failure) when (failure is InvalidOperationException or KeyNotFoundException)
        {
            throw new WeightsFormatException(model.Id, $"The model {model.Id} is no face parser ({failure.Message.TrimEnd('.')}): name another one, or none.", failure);
        }
    }

    private static List<FacePoint> Typical(int side) =>
    [
        .. Enumerable.Range(0, Corners).Select(i => 2 * Math.PI * i / Corners).Select(angle => new FacePoint(
            (s_typicalFace.X + (s_typicalFace.Width * 0.5 * (1 + Math.Cos(angle)))) * side,
            (s_typicalFace.Y + (s_typicalFace.Height * 0.5 * (1 + Math.Sin(angle)))) * side)),
    ];
}
