namespace Sair.Engine.Networks.Codebooks;

/// <summary>Controllable feature transformation (Zhou 2022): features of the photo scale and shift those of the generator.</summary>
/// <remarks>Parameters: <c>encode_enc.*</c>, <c>scale.0</c>, <c>scale.2</c>, <c>shift.0</c>, <c>shift.2</c>.</remarks>
public sealed class FeatureFusion : Network
{
    private const double Slope = 0.2;

    [ComponentName(Name = "encode_enc")]
    private readonly ResidualBlock _mix;
    [ComponentName(Name = "scale.0")]
    private readonly Conv2d _scale0;
    [ComponentName(Name = "scale.2")]
    private readonly Conv2d _scale2;
    [ComponentName(Name = "shift.0")]
    private readonly Conv2d _shift0;
    [ComponentName(Name = "shift.2")]
    private readonly Conv2d _shift2;

    /// <summary>Initializes a new instance of the <see cref="FeatureFusion"/> class with random weights.</summary>
    /// <param name="photoChannels">Channels of the encoder's map.</param>
    /// <param name="channels">Channels of the generator's map; the same in the published networks.</param>
    /// <param name="groups">Groups of the normalisations.</param>
    public FeatureFusion(int photoChannels, int channels, int groups)
        : base(nameof(FeatureFusion))
    {
        _mix = new ResidualBlock(photoChannels + channels, channels, groups);
        _scale0 = Convolution(channels);
        _scale2 = Convolution(channels);
        _shift0 = Convolution(channels);
        _shift2 = Convolution(channels);
        RegisterComponents();
    }

    /// <summary>Fuses.</summary>
    /// <param name="photo">The encoder's map [N, P, H, W]; no gradient passes to it.</param>
    /// <param name="generated">The generator's map [N, C, H, W].</param>
    /// <param name="fidelity">w: 0 keeps the generator's map, 1 takes the whole change.</param>
    /// <returns>[N, C, H, W].</returns>
    public Tensor Fuse(Tensor photo, Tensor generated, double fidelity)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var mixed = _mix.forward(cat([photo.detach(), generated], 1));
        var scale = _scale2.forward(nn.functional.leaky_relu(_scale0.forward(mixed), Slope));
        var shift = _shift2.forward(nn.functional.leaky_relu(_shift0.forward(mixed), Slope));
        return generated + (fidelity * ((generated * scale) + shift));
    }

    private static Conv2d Convolution(int channels) => nn.Conv2d(channels, channels, 3, stride: 1, padding: 1);
}
