using Sair.Engine.Networks;

namespace Sair.Engine.Diffusion.Networks;

/// <summary>Sinusoids of the step number, cosines first (Vaswani 2017; Ho 2020), through two linear layers.</summary>
public sealed class TimestepEmbedding : Network<Tensor, Tensor>
{
    private const double LongestPeriod = 10000;

    [ComponentName(Name = "0")]
    private readonly AdaptableLinear _first;
    [ComponentName(Name = "2")]
    private readonly AdaptableLinear _second;

    /// <summary>Initializes a new instance of the <see cref="TimestepEmbedding"/> class.</summary>
    /// <param name="channels">Number of sinusoids, even.</param>
    /// <param name="length">Length of the embedding.</param>
    public TimestepEmbedding(int channels, int length)
        : base(nameof(TimestepEmbedding))
    {
        Channels = channels;
        _first = new AdaptableLinear(channels, length);
        _second = new AdaptableLinear(length, length);
        RegisterComponents();
    }

    /// <summary>Gets the number of sinusoids.</summary>
    public int Channels { get; }

    /// <summary>Computes the sinusoids.</summary>
    /// <param name="steps">Step numbers [N], Int64.</param>
    /// <param name="channels">Their number.</param>
    /// <returns>[N, channels], float32.</returns>
    public static Tensor Sinusoids(Tensor steps, int channels)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var half = channels / 2;
        var frequencies = (arange(0, half, float32, steps.device) * (-Math.Log(LongestPeriod) / half)).exp(); // [half]
        var angles = steps.to(float32).unsqueeze(1) * frequencies.unsqueeze(0); // [N, half]
        return cat([angles.cos(), angles.sin()], 1);
    }

    /// <summary>Embeds step numbers.</summary>
    /// <param name="input">[N], Int64.</param>
    /// <returns>[N, length].</returns>
    public override Tensor forward(Tensor input) => _second.forward(nn.functional.silu(_first.forward(Sinusoids(input, Channels))));
}
