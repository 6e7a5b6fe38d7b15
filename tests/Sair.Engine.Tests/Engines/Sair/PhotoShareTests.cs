using Sair.Engine.Degradations;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Engines.Sair;

public sealed class PhotoShareTests(TinyPack pack) : IClassFixture<TinyPack>
{
    private static readonly SairOptions s_options = new()
    {
        Iterations = 4,
        TuningIterations = 0,
        BlurDeviation = 0,
        JpegQuality = 0,
    };

    [Fact]
    public void Run_FullShare_ResultDegradesToThePhoto()
    {
        Assert.True(DistanceToPhoto(1) < 0.5 * DistanceToPhoto(0), $"{DistanceToPhoto(0)} → {DistanceToPhoto(1)}");
    }

    [Fact]
    public void Run_PublishedForm_ShowsTheGeneratorAlone() =>
        Assert.Equal(
            Restore(s_options with { Form = ObjectiveForm.Published, PhotoShare = 1 }).Pixels,
            Restore(s_options with { Form = ObjectiveForm.Published, PhotoShare = 0 }).Pixels
        );

    private double DistanceToPhoto(double share)
    {
        using var scope = NewDisposeScope();
        using var model = new DegradationModel(new Degradation { Side = 8 });
        var degraded = model.Apply(Restore(s_options with { PhotoShare = share }).ToTensor());
        return (degraded - TinyPack.Input().Degraded.ToTensor()).square().mean().sqrt().ToDouble();
    }

    private RgbImage Restore(SairOptions options)
    {
        foreach (var step in new SairEngine().Run(TinyPack.Input(), options, pack.Context, CancellationToken.None))
        {
            if (step.IsLast)
            {
                return step.ReadResult().Image;
            }
        }

        throw new InvalidOperationException("The run had no last step.");
    }
}
