using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Engine.Tests.Preparation;

public sealed class FacePreparationTests
{
    [Fact]
    public void Find_FaceOfAPhoto_IsCutAtItsOwnDensity()
    {
        var preparation = new FacePreparation(new OneFace(new FaceBox(10, 20, 48, 48)));

        var face = Assert.Single(preparation.Find(new RgbImage(200, 100, new byte[200 * 100 * 3])));

        Assert.Equal((48, 48), (face.Square.Width, face.Square.Height));
        Assert.NotNull(face.Detection);
    }

    [Fact]
    public void Find_HugeFace_IsReducedToTheLargestSide()
    {
        var preparation = new FacePreparation(new OneFace(new FaceBox(0, 0, 1500, 1500)));

        var face = Assert.Single(preparation.Find(new RgbImage(1500, 1500, new byte[1500 * 1500 * 3])));

        Assert.Equal(FacePreparation.LargestSide, face.Square.Width);
    }

    [Fact]
    public void Place_FaceOfSixPixels_SaysThatItIsTooSmall()
    {
        var preparation = new FacePreparation(new OneFace(default));

        var failure = Assert.Throws<InvalidImageException>(() =>
            preparation.Place(new RgbImage(64, 64, new byte[64 * 64 * 3]), new FaceBox(10, 10, 6, 6))
        );

        Assert.Contains("only 6 pixels", failure.Message);
    }

    [Fact]
    public void Take_Rectangle_IsRefused()
    {
        var preparation = new FacePreparation(new OneFace(default));

        var failure = Assert.Throws<InvalidImageException>(() => preparation.Take(new RgbImage(20, 30, new byte[20 * 30 * 3])));

        Assert.Contains("20×30", failure.Message);
    }

    [Fact]
    public void Prepare_SamePerson_OrdersReferencesWithoutWarnings()
    {
        var (far, near) = (MadeUpFaces.Create(0.4f), MadeUpFaces.Create(0.1f));

        var prepared = FacePreparation.Prepare(MadeUpFaces.Create(0, 64), [far, near]);

        Assert.Empty(prepared.Warnings);
        Assert.Equal([near.Square, far.Square], prepared.Input.References);
    }

    [Fact]
    public void Prepare_OrderOfTheUser_IsKept()
    {
        var (far, near) = (MadeUpFaces.Create(0.4f), MadeUpFaces.Create(0.1f));

        var prepared = FacePreparation.Prepare(MadeUpFaces.Create(0, 64), [far, near], keepOrder: true);

        Assert.Equal([far.Square, near.Square], prepared.Input.References);
    }

    [Fact]
    public void Prepare_AnotherPerson_WarnsWithTheDistance()
    {
        var prepared = FacePreparation.Prepare(MadeUpFaces.Create(0), [MadeUpFaces.Create(0.1f), MadeUpFaces.Create(0.83f)]);

        Assert.Contains("Reference 2 seems to show another person: its distance to the photo is 0.83", Assert.Single(prepared.Warnings));
    }

    [Fact]
    public void Prepare_CoarseFace_HoldsTheReferencesAgainstEachOther()
    {
        var prepared = FacePreparation.Prepare(MadeUpFaces.Create(0, 16), [MadeUpFaces.Create(0.1f), MadeUpFaces.Create(0.9f)]);

        Assert.Contains(prepared.Warnings, warning => warning.Contains("References 1 and 2 seem to show different people"));
        Assert.Contains(prepared.Warnings, warning => warning.Contains("only 16 pixels"));
    }

    [Fact]
    public void Prepare_NoReference_SaysWhatThatMeans() =>
        Assert.Contains("There is no reference", Assert.Single(FacePreparation.Prepare(MadeUpFaces.Create(0, 16), []).Warnings));

    [Fact]
    public void Prepare_SmallReference_AsksForALargerOne() =>
        Assert.Contains(
            "has only 64 pixels",
            Assert.Single(FacePreparation.Prepare(MadeUpFaces.Create(0), [MadeUpFaces.Create(0, 64)]).Warnings)
        );

    private sealed class OneFace(FaceBox box) : IFaceAnalyzer
    {
        public IReadOnlyList<DetectedFace> Analyze(RgbImage photo, CancellationToken cancellationToken = default) =>
            [AnalyzeAt(photo, box)];

        public DetectedFace AnalyzeAt(RgbImage photo, FaceBox box)
        {
            var (left, top, right, bottom) = (box.X, box.Y, box.X + box.Width, box.Y + box.Height);
            var quad = new FaceQuad(new(left, top), new(left, bottom), new(right, bottom), new(right, top));
            return new DetectedFace(box, 1, Enumerable.Repeat(new FacePoint(left, top), 68).ToList(), quad, DescribeAligned(photo));
        }

        public FaceDescription DescribeAligned(RgbImage aligned) => new(new float[128], new Dictionary<string, double> { ["neutral"] = 1 });
    }
}
