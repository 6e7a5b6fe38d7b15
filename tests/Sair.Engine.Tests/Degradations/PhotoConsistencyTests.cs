using Sair.Engine.Degradations;

namespace Sair.Engine.Tests.Degradations;

public sealed class PhotoConsistencyTests
{
    private const int Side = 64;

    [Fact]
    public void Apply_ColourBlotches_StayOutWhereTheirNoiseIsMeasured()
    {
        using var scope = NewDisposeScope();
        var face = Face();
        var photo = face + Blotches();

        var (plain, measured) = (Error(photo, face, measures: false), Error(photo, face, measures: true));

        Assert.InRange(measured, 0, 0.75 * plain);
    }

    [Fact]
    public void Apply_DetailAmongSmoothPlaces_IsTakenOverWhetherNoiseIsMeasuredOrNot()
    {
        using var scope = NewDisposeScope();
        var face = Face();
        var soft = (face * 0) + face.mean();

        var (plain, measured) = (Error(face, soft, measures: false, truth: face), Error(face, soft, measures: true, truth: face));

        Assert.InRange(plain, 0, 0.02);
        Assert.InRange(measured, 0, 0.02);
    }

    // Root mean square of what is left between the composed picture and the truth.
    private static double Error(Tensor photo, Tensor generated, bool measures, Tensor? truth = null)
    {
        var degradation = new Degradation { Side = Side };
        using var model = new DegradationModel(degradation);
        using var consistency = new PhotoConsistency(photo, degradation, model, share: 1, measuresNoise: measures);
        return (consistency.Apply(generated) - (truth ?? generated)).square().mean().sqrt().ToDouble();
    }

    // A grey disc on a darker ground: smooth, with one edge.
    private static Tensor Face()
    {
        var place = arange(Side, float32) - (Side / 2.0);
        var distance = (place.square().unsqueeze(0) + place.square().unsqueeze(1)).sqrt();
        return (0.3 + (0.4 * ((Side / 4.0) - distance).sigmoid())).expand(1, 3, Side, Side).contiguous();
    }

    // Noise of colour without luma, as wide as what JPEG leaves of it.
    private static Tensor Blotches()
    {
        var matrix = GaussianKernel.Blur(Side, 1.5);
        using var blur = new SeparableFilter(matrix, matrix);
        var noise = blur.Apply(SeededNoise.Normal([1, 3, Side, Side], 1)) * 0.4;
        var luma = (0.299 * noise.select(1, 0)) + (0.587 * noise.select(1, 1)) + (0.114 * noise.select(1, 2));
        return noise - luma.unsqueeze(1);
    }
}
