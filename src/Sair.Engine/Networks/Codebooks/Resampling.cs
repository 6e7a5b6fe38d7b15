namespace Sair.Engine.Networks.Codebooks;

/// <summary>Halves a map: a 3×3 convolution of stride 2 on a map padded at right and bottom.</summary>
/// <remarks>Parameters: <c>conv</c>.</remarks>
public sealed class Downsample : Network<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly Conv2d _convolution;

    /// <summary>Initializes a new instance of the <see cref="Downsample"/> class with random weights.</summary>
    public Downsample(int channels)
        : base(nameof(Downsample))
    {
        _convolution = nn.Conv2d(channels, channels, 3, stride: 2);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _convolution.forward(nn.functional.pad(input, [0, 1, 0, 1]));
}

/// <summary>Doubles a map: nearest sample, then a 3×3 convolution.</summary>
/// <remarks>Parameters: <c>conv</c>.</remarks>
public sealed class Upsample : Network<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly Conv2d _convolution;

    /// <summary>Initializes a new instance of the <see cref="Upsample"/> class with random weights.</summary>
    public Upsample(int channels)
        : base(nameof(Upsample))
    {
        _convolution = nn.Conv2d(channels, channels, 3, stride: 1, padding: 1);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _convolution.forward(nn.functional.interpolate(input, scale_factor: [2, 2], mode: InterpolationMode.Nearest));
}
