using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Tests.Faces;

namespace Sair.Engine.Tests.Degradations;

public sealed class ScratchFinderTests
{
    private const int Side = 192;

    private static readonly RgbImage s_face = FaceAligner.Cut(
        GoldenFaces.Photo("congress_A000055_335x410.png"),
        new FaceQuad(new FacePoint(70, 80), new FacePoint(70, 280), new FacePoint(270, 280), new FacePoint(270, 80)),
        Side
    );

    [Theory]
    [InlineData(40, 10, 150, 180, 1, 5)]
    [InlineData(10, 90, 185, 100, 2, 245)]
    [InlineData(120, 5, 100, 190, 1, 5)]
    public void Propose_StraightScratch_FindsMostOfItAndLittleElse(int fromX, int fromY, int toX, int toY, int width, byte value)
    {
        var (scratched, truth) = Scratch(fromX, fromY, toX, toY, width, value);

        var proposed = ScratchFinder.Propose(scratched);

        var hit =
            Enumerable.Range(0, Side * Side).Count(i => truth[i] && proposed.Pixels[i * 3] > 0)
            / (double)truth.Count(isScratch => isScratch);
        var elsewhere = Enumerable.Range(0, Side * Side).Count(i => !truth[i] && proposed.Pixels[i * 3] > 0) / (double)(Side * Side);
        Assert.True(hit > 0.7, $"found {hit:0.00} of the scratch, {elsewhere:0.000} elsewhere");
        Assert.True(elsewhere < 0.03, $"{elsewhere:0.000} elsewhere");
    }

    [Fact]
    public void Propose_CleanFace_ProposesHardlyAnything() =>
        Assert.InRange(ScratchFinder.Propose(s_face).Pixels.Count(value => value > 0) / (double)(Side * Side * 3), 0, 0.02);

    [Fact]
    public void Propose_TinyFace_ProposesNothing() =>
        Assert.DoesNotContain((byte)255, ScratchFinder.Propose(ImageResizer.Resize(s_face, 16, 16)).Pixels);

    private static (RgbImage Picture, bool[] Truth) Scratch(int fromX, int fromY, int toX, int toY, int width, byte value)
    {
        var (pixels, truth) = ((byte[])s_face.Pixels.Clone(), new bool[Side * Side]);
        for (var step = 0; step <= 400; step++)
        {
            var (x, y) = (fromX + ((toX - fromX) * step / 400), fromY + ((toY - fromY) * step / 400));
            for (var w = 0; w < width; w++)
            {
                var at = ((y + w) * Side) + x;
                truth[at] = true;
                pixels.AsSpan(at * 3, 3).Fill(value);
            }
        }

        return (new RgbImage(Side, Side, pixels), truth);
    }
}
