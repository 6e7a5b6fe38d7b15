using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Weights.Files;

namespace Sair.Engine.Tests.Faces;

public sealed class FaceStatisticsMeasurementTests
{
    [Fact]
    public void Write_TwoSources_WeighsEachTheSame()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        using var scope = torch.NewDisposeScope();
        using var measurement = new FaceStatisticsMeasurement(FaceModels.Shared);
        string[] names = ["london_031_08_450x450.png", "congress_A000055_335x410.png"];
        var squares = names
            .Select(name => FaceAligner.Cut(GoldenFaces.Photo(name), FaceQuads.FromLandmarks(GoldenFaces.Faces(name)[0].Landmarks), 128))
            .ToArray();
        Assert.All(squares, square => Assert.True(measurement.AddRectangles("all", square)));
        measurement.AddDescriptor("once", squares[0]);
        measurement.AddDescriptor("twice", squares[1]);
        measurement.AddDescriptor("twice", squares[1]);
        try
        {
            measurement.Write(path);
            var (tensors, metadata) = SafetensorsFile.Read(path);

            var rectangle = FaceRectangle.FromTensor(tensors[FaceStatistics.IdentityRectangleKey]);
            using var recogniser = AlignedRecogniser.Load(FaceModels.Shared, torch.CPU);
            Assert.InRange(rectangle.X, 0.14, 0.21);
            Assert.InRange(rectangle.Width, 0.62, 0.69);
            Assert.Equal([128], tensors[FaceStatistics.MeanDescriptorKey].shape);
            Assert.Equal("3", metadata["faces_averaged"]);
            var expected = squares.Select(square => recogniser.call(square.ToTensor())).ToArray();
            var distance = (tensors[FaceStatistics.MeanDescriptorKey] - ((expected[0] + expected[1]) / 2)).norm().ToDouble();
            Assert.InRange(distance, 0, 0.1);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void AddDescriptor_BeforeAnyRectangle_Throws()
    {
        using var measurement = new FaceStatisticsMeasurement(FaceModels.Shared);

        Assert.Throws<InvalidOperationException>(() => measurement.AddDescriptor("source", GoldenFaces.Photo("london_031_08_450x450.png")));
    }
}
