namespace Sair.Engine.Networks;

/// <summary>StyleGAN2 generator with skip architecture (Karras 2020): W⁺ → an RGB picture at every resolution.</summary>
/// <remarks>
/// Parameter names follow the public rosinality layout. Latent rows: <c>conv1</c> 0, <c>to_rgb1</c> 1, block b uses
/// 1 + 2b, 2 + 2b and 3 + 2b; a block's RGB row is also the next block's first row. Pictures are about −1–1 and not clamped.
/// </remarks>
public sealed class StyleGan2Generator : Network
{
    [ComponentName(Name = "input.input")]
    private readonly Parameter _input;
    [ComponentName(Name = "conv1")]
    private readonly StyledConvolution _firstConvolution;
    [ComponentName(Name = "to_rgb1")]
    private readonly ToRgb _firstToRgb;
    [ComponentName(Name = "convs")]
    private readonly ModuleList<StyledConvolution> _convolutions = nn.ModuleList<StyledConvolution>();
    [ComponentName(Name = "to_rgbs")]
    private readonly ModuleList<ToRgb> _toRgbs = nn.ModuleList<ToRgb>();
    private readonly List<EqualizedLinear> _mapping = [];

    /// <summary>Initializes a new instance of the <see cref="StyleGan2Generator"/> class with random weights.</summary>
    public StyleGan2Generator(StyleGan2Configuration configuration)
        : base(nameof(StyleGan2Generator))
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
        var style = configuration.StyleDimension;
        for (var i = 1; i <= configuration.MappingLayers; i++)
        {
            _mapping.Add(new EqualizedLinear(style, style, learningRateMultiplier: 0.01, activate: true));
            register_module($"style.{i}", _mapping[^1]);
        }

        var channels = configuration.Channels[4];
        _input = new Parameter(randn(1, channels, 4, 4));
        _firstConvolution = new StyledConvolution(channels, channels, style);
        _firstToRgb = new ToRgb(channels, style);
        for (var side = 8; side <= configuration.Size; side *= 2)
        {
            var outputs = configuration.Channels[side];
            _convolutions.Add(new StyledConvolution(channels, outputs, style, upsample: true));
            _convolutions.Add(new StyledConvolution(outputs, outputs, style));
            _toRgbs.Add(new ToRgb(outputs, style));
            channels = outputs;
        }

        for (var i = 0; i < configuration.NoiseCount; i++)
        {
            var side = StyleGan2Configuration.NoiseSide(i);
            register_buffer(NoiseName(i), randn(1, 1, side, side));
        }

        RegisterComponents();
    }

    /// <summary>Gets the sizes.</summary>
    public StyleGan2Configuration Configuration { get; }

    /// <summary>Gets the constant noise inputs [1, 1, H, W], lowest resolution first; owned by the generator.</summary>
    public IReadOnlyList<Tensor> ConstantNoise => [.. Enumerable.Range(0, Configuration.NoiseCount).Select(i => get_buffer(NoiseName(i))!)];

    /// <summary>Builds a generator from a checkpoint in the rosinality layout; filter kernels and averages in it are not needed.</summary>
    /// <exception cref="InvalidOperationException">Parameters are missing, unexpected, or have other shapes.</exception>
    public static StyleGan2Generator FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var generator = new StyleGan2Generator(StyleGan2Configuration.FromParameters(parameters));
        generator.load_state_dict(parameters.Where(entry => !IsDerived(entry.Key)).ToDictionary(entry => entry.Key, entry => entry.Value));
        foreach (var parameter in generator.parameters())
        {
            parameter.requires_grad = false;
        }

        return generator;
    }

    /// <summary>Maps z to w (pixel norm, then the mapping layers).</summary>
    /// <param name="z">[N, S].</param>
    /// <returns>w [N, S].</returns>
    public Tensor Map(Tensor z)
    {
        return _mapping.Aggregate(StyleGan2Latents.PixelNorm(z), (current, layer) => layer.forward(current));
    }

    /// <summary>Renders latents.</summary>
    /// <param name="latents">W⁺ [N, L, S].</param>
    /// <param name="noise">One input per layer, or null for the constant ones.</param>
    /// <param name="upTo">Side at which to stop; null for the full size.</param>
    /// <returns>[N, 3, side, side], about −1–1.</returns>
    public Tensor Synthesize(Tensor latents, IReadOnlyList<Tensor>? noise = null, int? upTo = null) =>
        SynthesizeAll(latents, noise, upTo)[^1].Picture;

    /// <summary>Renders latents and keeps every resolution.</summary>
    /// <returns>From 4² up: the features after the doubling convolution (null at 4²) and after the last one, and the picture.</returns>
    public IReadOnlyList<StyleGan2Level> SynthesizeAll(Tensor latents, IReadOnlyList<Tensor>? noise = null, int? upTo = null)
    {
        ArgumentNullException.ThrowIfNull(latents);
        var levels = new List<StyleGan2Level>();
        for (var side = 4; side <= (upTo ?? Configuration.Size); side *= 2)
        {
            levels.Add(SynthesizeLevel(levels.LastOrDefault(), latents, noise));
        }

        return levels;
    }

    /// <summary>Renders the next resolution.</summary>
    /// <param name="below">The resolution below; null for 4².</param>
    /// <param name="latents">W⁺ [N, L, S].</param>
    /// <param name="noise">One input per layer, or null for the constant ones.</param>
    public StyleGan2Level SynthesizeLevel(StyleGan2Level? below, Tensor latents, IReadOnlyList<Tensor>? noise = null)
    {
        ArgumentNullException.ThrowIfNull(latents);
        var inputs = noise ?? ConstantNoise;
        if (below is null)
        {
            var first = _firstConvolution.Forward(_input.expand(latents.shape[0], -1, -1, -1), Row(0), inputs[0]);
            return new StyleGan2Level(4, null, first, _firstToRgb.Forward(first, Row(1), null));
        }

        var block = System.Numerics.BitOperations.Log2((uint)below.Side) - 2;
        var doubled = _convolutions[2 * block].Forward(below.Features, Row(1 + (2 * block)), inputs[1 + (2 * block)]);
        var features = _convolutions[(2 * block) + 1].Forward(doubled, Row(2 + (2 * block)), inputs[2 + (2 * block)]);
        return new StyleGan2Level(2 * below.Side, doubled, features, _toRgbs[block].Forward(features, Row(3 + (2 * block)), below.Picture));

        Tensor Row(int index) => latents.select(1, index); // [N, S]
    }

    /// <summary>Prepares for searches in which only latents change: stops recording parameters and computes once what depends on them alone.</summary>
    /// <remarks>Call it when the generator is on its device; later changes of parameters have no effect.</remarks>
    public void Freeze()
    {
        foreach (var parameter in parameters())
        {
            parameter.requires_grad = false;
        }

        foreach (var layer in _mapping)
        {
            layer.Freeze();
        }

        foreach (var convolution in _convolutions.Prepend(_firstConvolution))
        {
            convolution.Freeze();
        }

        foreach (var layer in _toRgbs.Prepend(_firstToRgb))
        {
            layer.Freeze();
        }
    }

    private static string NoiseName(int layer) => $"noises.noise_{layer}";

    private static bool IsDerived(string name) => name.EndsWith(".kernel", StringComparison.Ordinal) || name == "latent_avg";

}

/// <summary>What the generator computes at one resolution.</summary>
/// <param name="Side">Side in pixels.</param>
/// <param name="Doubled">Features after the doubling convolution [N, C, H, W]; null at 4².</param>
/// <param name="Features">Features after the last convolution [N, C, H, W].</param>
/// <param name="Picture">Accumulated picture [N, 3, H, W], about −1–1.</param>
public sealed record StyleGan2Level(int Side, Tensor? Doubled, Tensor Features, Tensor Picture);
