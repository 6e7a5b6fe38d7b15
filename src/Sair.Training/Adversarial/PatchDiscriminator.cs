using Sair.Engine.Networks;

namespace Sair.Training.Codebooks;

/// <summary>PatchGAN discriminator (Isola 2017): one verdict per patch of the picture.</summary>
/// <remarks>Parameters and buffers are named <c>main.K.*</c> as in the public checkpoints.</remarks>
public sealed class PatchDiscriminator : Network<Tensor, Tensor>
{
    private const double Slope = 0.2;
    private const int LargestMultiplier = 8;

    private readonly List<(Conv2d Convolution, BatchNorm? Norm)> _layers = [];

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
            Add(nn.Conv2d(inputs, outputs, 4, stride: i < layers ? 2 : 1, padding: 1, bias: false), new BatchNorm(outputs), index);
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

    private void Add(Conv2d convolution, BatchNorm? norm, int index)
    {
        register_module($"main.{index}", convolution);
        if (norm is not null)
        {
            register_module($"main.{index + 1}", norm);
        }

        _layers.Add((convolution, norm));
    }

    private sealed class BatchNorm : Network<Tensor, Tensor>
    {
        [ComponentName(Name = "weight")]
        private readonly Parameter _weight;
        [ComponentName(Name = "bias")]
        private readonly Parameter _bias;
        [ComponentName(Name = "running_mean")]
        private readonly Tensor _mean;
        [ComponentName(Name = "running_var")]
        private readonly Tensor _variance;
        [ComponentName(Name = "num_batches_tracked")]
        private readonly Tensor _batches;

        public BatchNorm(int channels)
            : base(nameof(BatchNorm))
        {
            _weight = new Parameter(ones([channels]));
            _bias = new Parameter(zeros([channels]));
            _mean = zeros([channels]);
            _variance = ones([channels]);
            _batches = tensor(0L);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => nn.functional.batch_norm(input, _mean, _variance, _weight, _bias, training);
    }
}
