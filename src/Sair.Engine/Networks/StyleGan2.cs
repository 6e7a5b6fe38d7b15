using System.Globalization;
using System.Text.RegularExpressions;

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

    /// <summary>
    /// Prepares for searches in which only latents change: stops recording parameters and computes once what depends on them alone.
    /// </summary>
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

/// <summary>Sizes of a StyleGAN2 generator.</summary>
/// <remarks>R = <see cref="Size"/>; L = 2·log₂(R) − 2 latent rows; noise inputs: 2·log₂(R) − 3.</remarks>
public sealed record StyleGan2Configuration
{
    /// <summary>Gets the side of the image in pixels, a power of two from 8.</summary>
    public required int Size { get; init; }

    /// <summary>Gets the length of one latent row.</summary>
    public int StyleDimension { get; init; } = 512;

    /// <summary>Gets the number of mapping layers; 0 for a pack without a mapping network.</summary>
    public int MappingLayers { get; init; }

    /// <summary>Gets the number of channels at each resolution from 4 up to <see cref="Size"/>.</summary>
    public required IReadOnlyDictionary<int, int> Channels { get; init; }

    /// <summary>Gets the number of latent rows L.</summary>
    public int LatentCount => (2 * (int)Math.Log2(Size)) - 2;

    /// <summary>Gets the number of noise inputs.</summary>
    public int NoiseCount => LatentCount - 1;

    /// <summary>Gets the side of noise input <paramref name="index"/>: 4, 8, 8, 16, 16, …</summary>
    public static int NoiseSide(int index) => 1 << ((index + 5) / 2);

    /// <summary>Reads the sizes from the shapes of a checkpoint in the rosinality layout.</summary>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static StyleGan2Configuration FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var channels = new Dictionary<int, int> { [4] = (int)parameters["input.input"].shape[1] };
        var side = 4;
        while (parameters.TryGetValue($"convs.{2 * (channels.Count - 1)}.conv.weight", out var weight))
        {
            side *= 2;
            channels[side] = (int)weight.shape[1];
        }

        var mappingLayers = 0;
        while (parameters.ContainsKey($"style.{mappingLayers + 1}.weight"))
        {
            mappingLayers++;
        }

        return new StyleGan2Configuration
        {
            Size = side,
            StyleDimension = (int)parameters["conv1.conv.modulation.weight"].shape[1],
            MappingLayers = mappingLayers,
            Channels = channels,
        };
    }
}

/// <summary>Operations on the latents of a StyleGAN2 generator.</summary>
public static class StyleGan2Latents
{
    /// <summary>Scales every sample to unit mean square: z · rsqrt(mean(z²) + 1e-8).</summary>
    /// <param name="z">[N, S].</param>
    public static Tensor PixelNorm(Tensor z)
    {
        ArgumentNullException.ThrowIfNull(z);
        return z * (z.square().mean([1], keepdim: true) + 1e-8).rsqrt();
    }

    /// <summary>Repeats w in every row.</summary>
    /// <param name="w">[N, S].</param>
    /// <param name="count">L.</param>
    /// <returns>W⁺ [N, L, S].</returns>
    public static Tensor Repeat(Tensor w, int count)
    {
        ArgumentNullException.ThrowIfNull(w);
        return w.unsqueeze(1).repeat(1, count, 1);
    }

    /// <summary>Takes the first rows from one latent and the others from another (style mixing).</summary>
    /// <param name="first">w of rows 0 … crossover − 1 [N, S].</param>
    /// <param name="second">w of the other rows [N, S].</param>
    /// <param name="crossover">First row of <paramref name="second"/>.</param>
    /// <param name="count">L.</param>
    /// <returns>W⁺ [N, L, S].</returns>
    public static Tensor Mix(Tensor first, Tensor second, int crossover, int count) =>
        cat([Repeat(first, crossover), Repeat(second, count - crossover)], 1);

    /// <summary>Pulls latents towards the mean: mean + ψ (w − mean).</summary>
    /// <param name="latents">W⁺ [N, L, S].</param>
    /// <param name="mean">Mean w, broadcastable to W⁺.</param>
    /// <param name="psi">1 leaves the latents as they are, 0 gives the mean.</param>
    /// <param name="rows">How many of the first rows are pulled; null for all.</param>
    public static Tensor Truncate(Tensor latents, Tensor mean, double psi, int? rows = null)
    {
        ArgumentNullException.ThrowIfNull(latents);
        ArgumentNullException.ThrowIfNull(mean);
        var pulled = mean.lerp(latents, psi);
        return rows is { } count ? cat([pulled.narrow(1, 0, count), latents.narrow(1, count, latents.shape[1] - count)], 1) : pulled;
    }
}

/// <summary>The two public layouts of a StyleGAN2 checkpoint and the one map between them.</summary>
/// <remarks>
/// <see cref="StyleGan2Generator"/> uses the rosinality names. Weights need neither gain nor flip between the layouts: the
/// gains that NVlabs leaves out are cancelled by demodulation, and its doubling convolution is stored unflipped as well.
/// </remarks>
public static partial class StyleGan2Names
{
    private const string FirstBlock = "synthesis.b4.";

    /// <summary>Tells whether a checkpoint has the names of stylegan2-ada-pytorch.</summary>
    public static bool IsNvlabs(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Contains(FirstBlock + "const");
    }

    /// <summary>Renames and reshapes a checkpoint of stylegan2-ada-pytorch to the rosinality layout.</summary>
    /// <param name="parameters">Parameters by NVlabs names; stay owned by the caller.</param>
    /// <returns>
    /// Views by rosinality names, owned by the current scope. <c>mapping.w_avg</c> becomes <c>latent_avg</c> [S]; filters,
    /// which are constant, are left out.
    /// </returns>
    /// <exception cref="KeyNotFoundException">A name belongs to no known part.</exception>
    public static Dictionary<string, Tensor> FromNvlabs(IReadOnlyDictionary<string, Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var renamed = new Dictionary<string, Tensor>();
        foreach (var (name, value) in parameters)
        {
            if (!name.EndsWith("resample_filter", StringComparison.Ordinal))
            {
                var (target, reshape) = Map(name);
                renamed.Add(target, reshape(value));
            }
        }

        return renamed;
    }

    private static (string Name, Func<Tensor, Tensor> Reshape) Map(string name)
    {
        if (name == "mapping.w_avg")
        {
            return ("latent_avg", Same);
        }

        if (name == FirstBlock + "const")
        {
            return ("input.input", Lead); // [C, 4, 4] → [1, C, 4, 4]
        }

        if (MappingLayer().Match(name) is { Success: true } mapping)
        {
            return ($"style.{Number(mapping, 1) + 1}.{mapping.Groups[2].Value}", Same);
        }

        if (SynthesisLayer().Match(name) is { Success: true } layer)
        {
            return MapLayer(Number(layer, 1), layer.Groups[2].Value, layer.Groups[3].Value);
        }

        throw new KeyNotFoundException($"{name} is no parameter of a StyleGAN2 generator in the NVlabs layout.");
    }

    private static (string Name, Func<Tensor, Tensor> Reshape) MapLayer(int side, string layer, string parameter)
    {
        var block = (int)Math.Log2(side) - 3; // −1 at 4²
        var isRgb = layer == "torgb";
        var convolution = (2 * block) + (layer == "conv1" ? 1 : 0);
        var target = isRgb ? (block < 0 ? "to_rgb1" : $"to_rgbs.{block}") : (block < 0 ? "conv1" : $"convs.{convolution}");
        return parameter switch
        {
            "weight" => ($"{target}.conv.weight", Lead), // [O, I, k, k] → [1, O, I, k, k]
            "affine.weight" or "affine.bias" => ($"{target}.conv.modulation.{parameter["affine.".Length..]}", Same),
            "bias" when isRgb => ($"{target}.bias", value => value.reshape(1, -1, 1, 1)),
            "bias" => ($"{target}.activate.bias", Same),
            "noise_strength" => ($"{target}.noise.weight", value => value.reshape(1)),
            _ => ($"noises.noise_{convolution + 1}", value => value.reshape(1, 1, side, side)), // noise_const [H, W]
        };
    }

    private static Tensor Same(Tensor value) => value.alias();

    private static Tensor Lead(Tensor value) => value.unsqueeze(0);

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^mapping\.fc(\d+)\.(weight|bias)$")]
    private static partial Regex MappingLayer();

    [GeneratedRegex(@"^synthesis\.b(\d+)\.(conv0|conv1|torgb)\.(weight|bias|affine\.weight|affine\.bias|noise_strength|noise_const)$")]
    private static partial Regex SynthesisLayer();
}

/// <summary>
/// Renders latents and gives their gradient block by block: keeps the pictures and features between the generator's blocks alone
/// and computes the rest again (Chen 2016, arXiv 1604.06174).
/// </summary>
/// <remarks>Costs one more rendering per gradient. What it keeps belongs to the caller's dispose scope.</remarks>
/// <param name="generator">The generator; stays owned by the caller.</param>
/// <param name="noise">One input per layer; stays owned by the caller.</param>
/// <param name="range">Brings pictures of about −1–1 to the wanted range.</param>
public sealed class RecomputedSynthesis(StyleGan2Generator generator, IReadOnlyList<Tensor> noise, Func<Tensor, Tensor> range)
{
    // All but the last.
    private readonly List<StyleGan2Level> _levels = [];

    /// <summary>Renders.</summary>
    /// <param name="latents">W⁺ [N, L, S].</param>
    /// <param name="side">Side at which to stop.</param>
    /// <returns>
    /// [N, 3, side, side] in the wanted range, cut off from the latents: take the gradient with respect to it
    /// to <see cref="Gradient"/>.
    /// </returns>
    public Tensor Render(Tensor latents, int side)
    {
        using var ungraded = no_grad();
        _levels.Clear();
        for (var current = 4; current < side; current *= 2)
        {
            using var scope = NewDisposeScope();
            var level = generator.SynthesizeLevel(_levels.LastOrDefault(), latents, noise);
            level.Features.MoveToOuterDisposeScope();
            level.Picture.MoveToOuterDisposeScope();
            _levels.Add(level with { Doubled = null });
        }

        using var last = NewDisposeScope();
        var picture = generator.SynthesizeLevel(_levels.LastOrDefault(), latents, noise).Picture;
        return range(picture).detach().requires_grad_(true).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the gradient of the latents of the last <see cref="Render"/>, and forgets what that kept.</summary>
    /// <param name="latents">The same latents.</param>
    /// <param name="picture">The gradient with respect to the rendered picture.</param>
    /// <returns>[N, L, S].</returns>
    public Tensor Gradient(Tensor latents, Tensor picture)
    {
        ArgumentNullException.ThrowIfNull(latents);
        using var all = NewDisposeScope();
        var sum = zeros_like(latents);
        IList<Tensor> outer = [picture];
        for (var i = _levels.Count; i >= 0; i--)
        {
            using var scope = NewDisposeScope();
            var wanted = latents.detach().requires_grad_(true);
            var below =
                i == 0
                    ? null
                    : new StyleGan2Level(
                        _levels[i - 1].Side,
                        null,
                        _levels[i - 1].Features.detach().requires_grad_(true),
                        _levels[i - 1].Picture.detach().requires_grad_(true)
                    );
            var level = generator.SynthesizeLevel(below, wanted, noise);
            Tensor[] outputs = i == _levels.Count ? [range(level.Picture)] : [level.Features, level.Picture];
            var gradients = autograd.grad(outputs, below is null ? [wanted] : [wanted, below.Features, below.Picture], outer);
            using (no_grad())
            {
                sum.add_(gradients[0]);
            }

            outer = [.. gradients.Skip(1).Select(gradient => gradient.MoveToOuterDisposeScope())];
            if (i < _levels.Count)
            {
                _levels[i].Features.Dispose();
                _levels[i].Picture.Dispose();
            }
        }

        _levels.Clear();
        return sum.MoveToOuterDisposeScope();
    }
}
