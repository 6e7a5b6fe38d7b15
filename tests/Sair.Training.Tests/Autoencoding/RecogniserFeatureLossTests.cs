using Sair.Engine.Faces;
using Sair.Engine.Weights;
using Sair.Training.Autoencoding;

namespace Sair.Training.Tests.Autoencoding;

public sealed class RecogniserFeatureLossTests : IDisposable
{
    private readonly AlignedRecogniser _recogniser = AlignedRecogniser.Load(new ModelProvider(ModelsFolder.Locate()), CPU);

    public void Dispose() => _recogniser.Dispose();

    [Fact]
    public void Evaluate_SamePictures_IsZero()
    {
        using var scope = NewDisposeScope();
        var pictures = Pictures();

        var (loss, distance) = new RecogniserFeatureLoss(_recogniser).Evaluate(pictures, pictures);

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

        var (loss, distance) = features.Evaluate(pictures, originals);
        var gradient = autograd.grad([loss], [pictures])[0];
        using var ungraded = no_grad();
        var after = features.Evaluate(pictures - (gradient / gradient.norm()), originals).Loss;

        Assert.True(distance.ToDouble() > 0);
        Assert.True(after.ToDouble() < loss.ToDouble(), $"{loss.ToDouble()} → {after.ToDouble()}");
    }

    private static Tensor Pictures()
    {
        manual_seed(5);
        return nn.functional.avg_pool2d(randn(2, 3, 128, 128), 4).clamp(-1, 1);
    }
}
