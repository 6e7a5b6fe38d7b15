using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Engine.Tests.Faces;

public sealed class LyingFacesTests(FaceAnalyzerTests.Fixture fixture) : IClassFixture<FaceAnalyzerTests.Fixture>
{
    private const string Portrait = "london_031_08_450x450.png";
    private const string Group = "sd3_collage_641x360.png";

    private readonly FaceAnalyzer _analyzer = fixture.Analyzer;

    [Theory]
    [InlineData(Portrait, 90)]
    [InlineData(Portrait, 180)]
    [InlineData(Portrait, 270)]
    [InlineData("gan_male_512x512.png", 90)]
    [InlineData("congress_A000055_335x410.png", 180)]
    [InlineData(Group, 90)]
    [InlineData(Group, 180)]
    [InlineData(Group, 270)]
    public void FindTurn_PhotoThatLies_GivesTheTurnThatPutsItUpright(string name, int degrees)
    {
        var photo = GoldenFaces.Photo(name).Turn(degrees);

        var turn = _analyzer.FindTurn(photo, _analyzer.Analyze(photo));

        Assert.Equal(360 - degrees, turn);
    }

    [Theory]
    [InlineData(Portrait)]
    [InlineData("gan_male_512x512.png")]
    [InlineData("congress_A000055_335x410.png")]
    [InlineData(Group)]
    public void FindTurn_UprightPhoto_LeavesIt(string name)
    {
        var photo = GoldenFaces.Photo(name);

        Assert.Equal(0, _analyzer.FindTurn(photo, _analyzer.Analyze(photo)));
    }

    [Fact]
    public void FindTurn_NoFace_LeavesThePhoto() =>
        Assert.Equal(0, _analyzer.FindTurn(new RgbImage(300, 200, new byte[300 * 200 * 3]), []));

    [Theory]
    [InlineData(1, 3, 0)]
    [InlineData(1, 4, 90)]
    [InlineData(0, 1, 90)]
    public void FindTurn_UprightAndLyingFaces_OneUprightFaceOutweighsThree(int upright, int lying, int expected)
    {
        var quad = FaceQuads.Whole(10, 10);
        DetectedFace Face(FaceQuad at) =>
            new(new FaceBox(0, 0, 10, 10), 0.9, [], at, new FaceDescription([], new Dictionary<string, double>()))
            {
                LandmarkSpread = 0.01,
            };

        // A face turned anticlockwise by 90° stands upright once the photo is turned clockwise by as much.
        var faces = Enumerable.Repeat(Face(quad), upright).Concat(Enumerable.Repeat(Face(quad.Turn(270, 10, 10)), lying)).ToList();

        Assert.Equal(expected, _analyzer.FindTurn(new RgbImage(10, 10, new byte[300]), faces));
    }

    [Theory]
    [InlineData(90)]
    [InlineData(180)]
    public void Analyze_FaceThatLies_IsReadAsThePersonItShows(int degrees)
    {
        var photo = GoldenFaces.Photo(Portrait);
        var upright = Assert.Single(_analyzer.Analyze(photo));

        var lying = Assert.Single(_analyzer.Analyze(photo.Turn(degrees)));

        Assert.InRange(FaceSimilarity.Distance(upright.Description.Descriptor, lying.Description.Descriptor), 0, 0.25);
        Assert.Equal(upright.Quad.Turn(degrees, photo.Width, photo.Height).Tilt(), lying.Quad.Tilt(), 8.0);
        Assert.InRange(lying.LandmarkSpread!.Value, 0, 0.03);
        Assert.InRange(lying.Quad.Side / upright.Quad.Side, 0.9, 1.1);
    }

    [Theory]
    [InlineData(-45)]
    [InlineData(-30)]
    [InlineData(30)]
    [InlineData(45)]
    public void Analyze_TiltedFace_KeepsItsTiltAndThePhoto(double tilt)
    {
        var photo = GoldenFaces.Photo(Portrait);
        var radians = tilt * Math.PI / 180;
        FacePoint Corner(double x, double y) =>
            new(225 + (x * Math.Cos(radians)) - (y * Math.Sin(radians)), 225 + (x * Math.Sin(radians)) + (y * Math.Cos(radians)));
        var tilted = FaceAligner.Cut(photo, new FaceQuad(Corner(-200, -200), Corner(-200, 200), Corner(200, 200), Corner(200, -200)), 400);

        var faces = _analyzer.Analyze(tilted);

        Assert.Equal(-tilt, Assert.Single(faces).Quad.Tilt(), 12.0);
        Assert.Equal(0, _analyzer.FindTurn(tilted, faces));
    }
}
