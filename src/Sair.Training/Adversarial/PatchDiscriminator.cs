using Sair.Engine.Networks;

namespace Sair.Training.Adversarial;

/// <summary>PatchGAN discriminator (Isola 2017): one verdict per patch of the picture.</summary>
/// <remarks>Parameters and buffers are named <c>main.K.*</c> as in the public checkpoints.</remarks>
public sealed class PatchDiscriminator : Network<Tensor, Tensor>
{
    private const double Slope = 0.2;
    private const int LargestMultiplier = 8;

    private readonly List<(Conv2d Convolution, BatchNormalization? Norm)> _layers = [];

    /// <summary>Initializes a new instance of the <see cref="PatchDiscriminator"/> class with random weights.</summary>
    /// <param name="channels">Channels of the first layer; 64 in the published network.</param>
    /// <param name="layers">Halvings; 4 in the published network.</param>
    public PatchDiscriminator(int channels = 64, int layers = 4)
        : base(nameof(PatchDiscriminator))
    {
        Add(nn.Conv2d(3, channels, 4, stride: 2, padding: 1), null, 0);
        var inputs = channels;
        var index = 2;
        for (var i = 1; i <= layers; i++, index += 3)
        {
            var outputs = channels * Math.Min(1 << i, LargestMultiplier);
            var convolution = nn.Conv2d(inputs, outputs, 4, stride: i < layers ? 2 : 1, padding: 1, bias: false);
            Add(convolution, new BatchNormalization(outputs, isFrozen: false), index);
            inputs = outputs;
        }

        Add(nn.Conv2d(inputs, 1, 4, stride: 1, padding: 1), null, index);
    }

    /// <summary>Judges pictures.</summary>
    /// <param name="input">[N, 3, S, S], RGB, −1–1.</param>
    /// <returns>[N, 1, h, w]; high where a patch looks like a photo.</returns>
    public override Tensor forward(Tensor input)
    {
        var x = input;
        for (var i = 0; i < _layers.Count; i++)
        {
            var (convolution, norm) = _layers[i];
            x = convolution.forward(x);
            x = norm is null ? x : norm.forward(x);
            x = i < _layers.Count - 1 ? nn.functional.leaky_relu(x, Slope) : x;
        }

        return x;
    }

    private void Add(Conv2d convolution, BatchNormalization? norm, int index)
    {
        register_module($"main.{index}", convolution);
        if (norm is not null)
        {
            register_module($"main.{index + 1}", norm);
        }

        _layers.Add((convolution, norm));
    }
}
