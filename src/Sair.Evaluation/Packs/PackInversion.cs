using Sair.Engine.Engines.Sair;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Losses;
using Sair.Engine.Weights;

namespace Sair.Evaluation.Packs;

/// <summary>Looks for the latent of a known face: the encoder's, then gradient steps on W⁺ with the generator as it is.</summary>
/// <remarks>Squared error of pixels, absolute error of their differences, and the recogniser's features; no tuning of the
/// generator.</remarks>
public sealed class PackInversion : IDisposable
{
    private const double FeatureWeight = 0.05;

    private readonly SairPack _pack;
    private readonly AlignedRecogniser _recogniser;
    private readonly IReadOnlyList<Tensor> _noise;
    private readonly Device _device;

    /// <summary>Initializes a new instance of the <see cref="PackInversion"/> class.</summary>
    /// <param name="pack">The face pack; stays owned by the caller, and its generator is frozen.</param>
    /// <param name="models">Holds the recogniser.</param>
    /// <param name="device">Where to compute.</param>
    public PackInversion(SairPack pack, IModelProvider models, Device device)
    {
        ArgumentNullException.ThrowIfNull(pack);
        _pack = pack;
        _pack.Generator.Freeze();
        _recogniser = AlignedRecogniser.Load(models, device);
        _noise = pack.DrawNoise(0, device);
        _device = device;
    }

    /// <summary>Inverts a face.</summary>
    /// <param name="face">An aligned face square.</param>
    /// <param name="steps">Gradient steps after the encoder; 0 for the encoder alone.</param>
    /// <param name="cancellationToken">Checked per step.</param>
    /// <returns>What the generator makes of the latent, at its own side.</returns>
    public RgbImage Invert(RgbImage face, int steps, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        using var scope = NewDisposeScope();
        var side = _pack.Generator.Configuration.Size;
        var target = (ImageResizer.Resize(face, side, side).ToTensor(_device) * 2) - 1;
        var latent = Encode(target);
        var features = new RecogniserFeatureLoss(_recogniser);
        var wanted = features.Describe((target + 1) / 2);
        using var adam = new ResumableAdam([("latent", latent)]);
        for (var step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var picture = _pack.Generator.Synthesize(latent, _noise);
            var loss =
                nn.functional.mse_loss(picture, target)
                + EdgeLoss.Evaluate(picture - target)
                + (FeatureWeight * features.Evaluate((picture + 1) / 2, wanted).Loss);
            latent.grad = autograd.grad([loss], [latent])[0];
            adam.LearningRate = _pack.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
            adam.Step();
            adam.ZeroGradients();
        }

        using var ungraded = no_grad();
        return ((_pack.Generator.Synthesize(latent, _noise) + 1) / 2).ToImage();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _recogniser.Dispose();
        foreach (var input in _noise)
        {
            input.Dispose();
        }
    }

    private Parameter Encode(Tensor target)
    {
        using var ungraded = no_grad();
        return new Parameter(_pack.Encoder.forward(target).detach().clone()).Kept();
    }
}
