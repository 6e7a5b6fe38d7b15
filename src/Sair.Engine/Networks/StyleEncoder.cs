using Sair.Engine.Operators;

namespace Sair.Engine.Networks;

/// <summary>An encoder of pictures into the latents of a StyleGAN2 generator.</summary>
public interface IStyleEncoder : IDisposable
{
    /// <summary>Gets the number of rows L.</summary>
    int LatentCount { get; }

    /// <summary>Gets the length of a row.</summary>
    int StyleDimension { get; }

    /// <summary>Encodes pictures.</summary>
    /// <param name="input">[N, 3, H, H], RGB, −1–1, in the framing of the generator's pictures, any side.</param>
    /// <returns>W⁺ [N, L, S].</returns>
    Tensor forward(Tensor input);
}

/// <summary>The encoder of a pack without one: every picture starts at the mean latent.</summary>
/// <param name="mean">[L, S]; owned by the caller.</param>
public sealed class MeanStyle(Tensor mean) : IStyleEncoder
{
    /// <inheritdoc/>
    public int LatentCount => (int)mean.shape[0];

    /// <inheritdoc/>
    public int StyleDimension => (int)mean.shape[1];

    /// <inheritdoc/>
    public Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return mean.unsqueeze(0).repeat(input.shape[0], 1, 1);
    }

    /// <summary>Has nothing of its own to free.</summary>
    public void Dispose() { }
}

/// <summary>Encoder of a picture into W⁺ in one pass: one shared row plus a small offset per row.</summary>
/// <remarks>
/// Strided 3×3 convolutions down to 4², one linear layer to a feature vector, a linear layer to the shared row w, and per row
/// an offset Δ_l from a narrow code, so that rows can differ without the encoder growing with L. Equalised learning rates throughout.
/// Parameters: <c>convolutions.K.{weight,bias}</c>, <c>feature.*</c>, <c>row.*</c>, <c>code.*</c>, <c>offsets.L.{weight,bias}</c>.
/// </remarks>
public sealed class StyleEncoder : Network<Tensor, Tensor>, IStyleEncoder
{
    /// <summary>Length of the narrow code that the offsets are read from.</summary>
    public const int CodeLength = 128;

    [ComponentName(Name = "convolutions")]
    private readonly ModuleList<EqualizedConvolution> _convolutions = nn.ModuleList<EqualizedConvolution>();

    [ComponentName(Name = "offsets")]
    private readonly ModuleList<EqualizedLinear> _offsets = nn.ModuleList<EqualizedLinear>();

    [ComponentName(Name = "feature")]
    private readonly EqualizedLinear _feature;

    [ComponentName(Name = "row")]
    private readonly EqualizedLinear _row;

    [ComponentName(Name = "code")]
    private readonly EqualizedLinear _code;

    /// <summary>Initializes a new instance of the <see cref="StyleEncoder"/> class with random weights.</summary>
    /// <param name="inputSide">Side of the pictures it sees, a power of two from 8; other sizes are resized to it.</param>
    /// <param name="channels">Channels after each halving, down to 4².</param>
    /// <param name="latentCount">Rows L.</param>
    /// <param name="styleDimension">Length of a row.</param>
    public StyleEncoder(int inputSide, IReadOnlyList<int> channels, int latentCount, int styleDimension = 512)
        : base(nameof(StyleEncoder))
    {
        ArgumentNullException.ThrowIfNull(channels);
        if (inputSide >> channels.Count != 4)
        {
            throw new ArgumentException($"{channels.Count} halvings do not bring {inputSide} px to 4 px.", nameof(channels));
        }

        InputSide = inputSide;
        LatentCount = latentCount;
        StyleDimension = styleDimension;
        var inputs = 3;
        foreach (var outputs in channels)
        {
            _convolutions.Add(new EqualizedConvolution(inputs, outputs, stride: 2));
            inputs = outputs;
        }

        _feature = new EqualizedLinear(inputs * 16, styleDimension, activate: true);
        _row = new EqualizedLinear(styleDimension, styleDimension);
        _code = new EqualizedLinear(styleDimension, CodeLength, activate: true);
        for (var i = 0; i < latentCount; i++)
        {
            _offsets.Add(new EqualizedLinear(CodeLength, styleDimension));
        }

        RegisterComponents();
    }

    /// <summary>Gets the side of the pictures that the first layer sees.</summary>
    public int InputSide { get; }

    /// <summary>Gets the number of rows L.</summary>
    public int LatentCount { get; }

    /// <summary>Gets the length of a row.</summary>
    public int StyleDimension { get; }

    /// <summary>Builds a frozen encoder from its parameters.</summary>
    /// <exception cref="InvalidOperationException">Parameters are missing, unexpected, or have other shapes.</exception>
    public static StyleEncoder FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var channels = new List<int>();
        while (parameters.TryGetValue($"convolutions.{channels.Count}.weight", out var weight))
        {
            channels.Add((int)weight.shape[0]);
        }

        var latentCount = 0;
        while (parameters.ContainsKey($"offsets.{latentCount}.weight"))
        {
            latentCount++;
        }

        var encoder = new StyleEncoder(4 << channels.Count, channels, latentCount, (int)parameters["row.weight"].shape[0]);
        encoder.load_state_dict(new Dictionary<string, Tensor>(parameters));
        foreach (var parameter in encoder.parameters())
        {
            parameter.requires_grad = false;
        }

        return encoder;
    }

    /// <summary>Encodes pictures.</summary>
    /// <param name="input">[N, 3, H, H] in −1–1, FFHQ framing, any side.</param>
    /// <returns>W⁺ [N, L, S].</returns>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var x = input;
        if (x.shape[2] != InputSide)
        {
            x = PictureOperators.ResizeAntialiased(x, InputSide, InputSide);
        }

        x = _convolutions.Aggregate(x, (current, convolution) => convolution.forward(current)); // [N, C, 4, 4]
        var feature = _feature.forward(x.flatten(1)); // [N, S]
        var row = _row.forward(feature);
        var code = _code.forward(feature); // [N, 128]
        return stack(_offsets.Select(offset => row + offset.forward(code)), 1);
    }
}
