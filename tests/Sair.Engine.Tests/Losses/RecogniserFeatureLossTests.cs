using Sair.Engine.Faces;
using Sair.Engine.Losses;
using Sair.Engine.Tests.Faces;

namespace Sair.Engine.Tests.Losses;

public sealed class RecogniserFeatureLossTests : IDisposable
{
    private readonly AlignedRecogniser _recogniser = AlignedRecogniser.Load(FaceModels.Shared, CPU);

    public void Dispose() => _recogniser.Dispose();

    [Fact]
    public void Evaluate_SamePictures_IsZero()
    {
        using var scope = NewDisposeScope();
        var pictures = Pictures();

        var features = new RecogniserFeatureLoss(_recogniser);
        var (loss, distance) = features.Evaluate(pictures, features.Describe(pictures));

        Assert.Equal(0, loss.ToDouble());
        Assert.Equal(0, distance.ToDouble());
    }

    [Fact]
    public void Evaluate_StepAgainstTheGradient_LowersTheLoss()
    {
        using var scope = NewDisposeScope();
        var originals = Pictures();
        var pictures = (originals * 0.5).detach().requires_grad_();
        var features = new RecogniserFeatureLoss(_recogniser);
        var wanted = features.Describe(originals);

        var (loss, distance) = features.Evaluate(pictures, wanted);
        var gradient = autograd.grad([loss], [pictures])[0];
        using var ungraded = no_grad();
        var after = features.Evaluate(pictures - (gradient * 0.05 / gradient.norm()), wanted).Loss;

        Assert.True(distance.ToDouble() > 0);
        Assert.True(after.ToDouble() < loss.ToDouble(), $"{loss.ToDouble()} → {after.ToDouble()}");
    }

    private static Tensor Pictures()
    {
        manual_seed(5);
        return nn.functional.avg_pool2d(randn(2, 3, 128, 128), 4).sigmoid();
    }
}
