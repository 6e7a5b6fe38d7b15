using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.TestKit;

namespace Sair.Engine.Tests.Faces;

public sealed class FaceAnalyzerTests(FaceAnalyzerTests.Fixture fixture) : IClassFixture<FaceAnalyzerTests.Fixture>
{
    private const double SamePerson = 0.6;
    private const string Portrait = "london_031_08_450x450.png";

    private readonly FaceAnalyzer _analyzer = fixture.Analyzer;

    [Fact]
    public void Analyze_Portrait_FindsThePersonAsTheLibraryDoes()
    {
        var expected = GoldenFaces.Faces(Portrait)[0];

        var face = Assert.Single(_analyzer.Analyze(GoldenFaces.Photo(Portrait)));

        Assert.Equal(68, face.Landmarks.Count);
        Assert.InRange(Distance(expected.Descriptor, face.Description.Descriptor), 0, 0.2);
        Assert.Equal("happy", face.Description.Expressions.MaxBy(entry => entry.Value).Key);
        Assert.InRange(face.Quad.Side, 180, 280);
    }

    [Theory]
    [InlineData("london_031_08_450x450.png")]
    [InlineData("gan_male_512x512.png")]
    [InlineData("congress_A000055_335x410.png")]
    public void Analyze_TightFaceOf32Pixels_IsStillFound(string name)
    {
        var small = FaceAligner.Cut(GoldenFaces.Photo(name), Square(name), 32);

        var faces = _analyzer.Analyze(small);

        var face = Assert.Single(faces);
        Assert.InRange(face.Quad.Side, 24, 42);
    }

    [Fact]
    public void Analyze_TightFaceWithNoise_IsStillFound()
    {
        var small = FaceAligner.Cut(GoldenFaces.Photo(Portrait), Square(Portrait), 32);
        var random = new Random(5);
        for (var i = 0; i < small.Pixels.Length; i++)
        {
            // Twelve uniform draws make a standard normal one; 11 of 255 is a variance of 0.002 on 0–1.
            var normal = Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
            small.Pixels[i] = (byte)Math.Clamp(small.Pixels[i] + (11 * normal), 0, 255);
        }

        var face = Assert.Single(_analyzer.Analyze(small));

        Assert.InRange(face.Score, 0.5, 1);
        Assert.InRange(face.Quad.Side, 26, 40);
    }

    [Fact]
    public void Analyze_StripMuchWiderThanHigh_FindsTheFaceOnIt()
    {
        var face = ImageResizer.Resize(GoldenFaces.Photo(Portrait), 200, 200);
        var strip = Grey(8000, 200);
        for (var y = 0; y < face.Height; y++)
        {
            face.Pixels.AsSpan(y * face.Width * 3, face.Width * 3).CopyTo(strip.Pixels.AsSpan(((y * strip.Width) + 5000) * 3));
        }

        Assert.InRange(Assert.Single(_analyzer.Analyze(strip)).Box.X, 5000, 5200);
    }

    [Theory]
    [InlineData(30_000, 10)]
    [InlineData(11, 4000)]
    public void Detect_StripTooNarrowForAFace_AsksNoNetwork(int width, int height) =>
        Assert.Empty(new FaceDetector(network: null!).Detect(Grey(width, height)));

    [Fact]
    public void Analyze_LargePhoto_GivesTheSamePersonAtItsOwnScale()
    {
        var photo = GoldenFaces.Photo(Portrait);
        var large = ImageResizer.Resize(photo, photo.Width * 5, photo.Height * 5, ResampleKernel.Cubic);

        var face = Assert.Single(_analyzer.Analyze(large));

        var small = Assert.Single(_analyzer.Analyze(photo));
        Assert.Equal(5, face.Quad.Side / small.Quad.Side, 0.15);
        Assert.InRange(Distance(small.Description.Descriptor, face.Description.Descriptor), 0, 0.2);
    }

    [Fact]
    public void Analyze_SmallFacesInALargePhoto_FindsThemAll()
    {
        var collage = GoldenFaces.Photo("sd3_collage_641x360.png");
        var wanted = _analyzer.Analyze(collage);
        var small = ImageResizer.Resize(collage, collage.Width / 2, collage.Height / 2);
        var pixels = Enumerable.Repeat((byte)150, 2400 * 1500 * 3).ToArray();
        var (left, top) = (1777, 1111);
        for (var y = 0; y < small.Height; y++)
        {
            small.Pixels.AsSpan(y * small.Width * 3, small.Width * 3).CopyTo(pixels.AsSpan((((top + y) * 2400) + left) * 3));
        }

        var faces = _analyzer.Analyze(new RgbImage(2400, 1500, pixels));

        Assert.Equal(wanted.Count, faces.Count);
        Assert.All(
            wanted,
            expected =>
                Assert.Contains(
                    faces,
                    face =>
                        Math.Abs(face.Box.X - left - (expected.Box.X / 2)) < 16 && Math.Abs(face.Box.Y - top - (expected.Box.Y / 2)) < 16
                )
        );
    }

    [Fact]
    public void Analyze_ThreeFaces_GivesTheLargestFirst()
    {
        var faces = _analyzer.Analyze(GoldenFaces.Photo("sd3_collage_641x360.png"));

        Assert.Equal(3, faces.Count);
        Assert.True(faces[0].Box.Width > faces[1].Box.Width && faces[1].Box.Width > faces[2].Box.Width);
    }

    [Fact]
    public void Analyze_NoFace_GivesNothing()
    {
        var pixels = new byte[200 * 150 * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i / 3 % 200);
        }

        Assert.Empty(_analyzer.Analyze(new RgbImage(200, 150, pixels)));
    }

    [Fact]
    public void Analyze_Cancelled_Throws() =>
        Assert.Throws<OperationCanceledException>(() =>
            _analyzer.Analyze(GoldenFaces.Photo(Portrait), new CancellationToken(canceled: true))
        );

    [Fact]
    public void Analyze_Twice_IsDeterministicAndLeavesNoTensorBehind()
    {
        var photo = GoldenFaces.Photo(Portrait);
        var first = _analyzer.Analyze(photo)[0];
        var before = LiveTensors.Count();

        var second = _analyzer.Analyze(photo)[0];

        Assert.Equal(before, LiveTensors.Count());
        Assert.Equal(first.Landmarks, second.Landmarks);
        Assert.Equal(first.Description.Descriptor, second.Description.Descriptor);
    }

    [Fact]
    public void AnalyzeAt_BoxPlacedByHand_GivesTheSamePerson()
    {
        var photo = GoldenFaces.Photo(Portrait);
        var found = Assert.Single(_analyzer.Analyze(photo));
        var box = new FaceBox(found.Box.X - 10, found.Box.Y + 8, found.Box.Width + 15, found.Box.Height - 6);

        var placed = _analyzer.AnalyzeAt(photo, box);

        Assert.Equal(1, placed.Score);
        Assert.InRange(Distance(found.Description.Descriptor, placed.Description.Descriptor), 0, 0.25);
    }

    [Fact]
    public void AnalyzeAt_BoxOutsideThePhoto_SaysWhatToDo()
    {
        var failure = Assert.Throws<NoFaceFoundException>(() =>
            _analyzer.AnalyzeAt(GoldenFaces.Photo(Portrait), new FaceBox(600, 600, 50, 50))
        );

        Assert.Contains("mark it again", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DescribeAligned_CutSquare_GivesTheSamePerson()
    {
        var photo = GoldenFaces.Photo(Portrait);
        var found = Assert.Single(_analyzer.Analyze(photo));

        var description = _analyzer.DescribeAligned(FaceAligner.Cut(photo, found.Quad, 256));

        Assert.InRange(Distance(found.Description.Descriptor, description.Descriptor), 0, SamePerson / 2);
        Assert.Equal("happy", description.Expressions.MaxBy(entry => entry.Value).Key);
        Assert.Equal(1, description.Expressions.Values.Sum(), 1e-5);
    }

    private static FaceQuad Square(string name) => FaceQuads.FromLandmarks(GoldenFaces.Faces(name)[0].Landmarks);

    private static RgbImage Grey(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        pixels.AsSpan().Fill(127);
        return new RgbImage(width, height, pixels);
    }

    private static double Distance(float[] a, float[] b) => Math.Sqrt(a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Sum());

    public sealed class Fixture : IDisposable
    {
        public FaceAnalyzer Analyzer { get; } = new(FaceModels.Shared);

        public void Dispose() => Analyzer.Dispose();
    }
}
