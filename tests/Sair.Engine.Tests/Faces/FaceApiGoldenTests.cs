using Sair.Engine.Faces;
using Sair.Engine.Networks;

namespace Sair.Engine.Tests.Faces;

public sealed class FaceApiGoldenTests
{
    // Two JavaScript backends agree to 1e-6; these leave room for another order of summation.
    private const double PixelTolerance = 0.05;
    private const double ValueTolerance = 1e-4;

    public static TheoryData<string> Names => [.. GoldenFaces.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void DetectOnce_GoldenPhoto_GivesTheBoxesOfTheLibrary(string name)
    {
        using var network = new DetectorNetwork(FaceModels.Shared.Open(KnownFaceModels.Detector, torch.CPU));
        var found = new FaceDetector(network).DetectOnce(GoldenFaces.Photo(name));
        var expected = GoldenFaces.Faces(name);

        Assert.Equal(expected.Count, found.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Score, found[i].Score, ValueTolerance);
            Assert.Equal(expected[i].Box.X, found[i].Box.X, PixelTolerance);
            Assert.Equal(expected[i].Box.Y, found[i].Box.Y, PixelTolerance);
            Assert.Equal(expected[i].Box.Width, found[i].Box.Width, PixelTolerance);
            Assert.Equal(expected[i].Box.Height, found[i].Box.Height, PixelTolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void DetectOnce_GoldenBox_GivesTheLandmarksOfTheLibrary(string name)
    {
        using var network = new LandmarkNetwork(FaceModels.Shared.Open(KnownFaceModels.Landmarks, torch.CPU));
        foreach (var expected in GoldenFaces.Faces(name))
        {
            var points = new LandmarkDetector(network).DetectOnce(GoldenFaces.Photo(name), expected.Box);

            for (var i = 0; i < expected.Landmarks.Length; i++)
            {
                Assert.Equal(expected.Landmarks[i].X, points[i].X, PixelTolerance);
                Assert.Equal(expected.Landmarks[i].Y, points[i].Y, PixelTolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void DescribeRounded_GoldenLandmarks_GivesDescriptorAndExpressionsOfTheLibrary(string name)
    {
        using var recogniser = new RecogniserNetwork(FaceModels.Shared.Open(KnownFaceModels.Recogniser, torch.CPU));
        using var expressions = new ExpressionNetwork(FaceModels.Shared.Open(KnownFaceModels.Expressions, torch.CPU));
        foreach (var expected in GoldenFaces.Faces(name))
        {
            var description = new FaceDescriber(recogniser, expressions).DescribeRounded(GoldenFaces.Photo(name), expected.Landmarks);

            Assert.All(expected.Descriptor.Zip(description.Descriptor), pair => Assert.Equal(pair.First, pair.Second, ValueTolerance));
            Assert.All(expected.Expressions, entry => Assert.Equal(entry.Value, description.Expressions[entry.Key], ValueTolerance));
        }
    }
}
