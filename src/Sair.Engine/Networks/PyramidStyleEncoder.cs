using Sair.Engine.Operators;

namespace Sair.Engine.Networks;

/// <summary>
/// Encoder of face pictures into W⁺ with a feature pyramid on an IR-SE backbone: pSp (Richardson 2021) or e4e (Tov 2021).
/// </summary>
/// <remarks>
/// Public names: <c>input_layer</c>, <c>body.N</c>, <c>latlayer1</c>, <c>latlayer2</c>, <c>styles.L</c>; optionally <c>latent_avg</c>
/// [S] or [L, S], which is added to every result. Rows 0–2 read the coarsest map, 3–6 the middle one, the others the finest.
/// </remarks>
public sealed class PyramidStyleEncoder : IrSeBackbone, IStyleEncoder
{
    /// <summary>Name of the mean latent in a checkpoint.</summary>
    public const string MeanName = "latent_avg";

    private const int CoarseRows = 3;
    private const int MiddleRows = 7;
    private const int Halvings = 4;

    [ComponentName(Name = "styles")]
    private readonly ModuleList<StyleHead> _heads = nn.ModuleList<StyleHead>();

    [ComponentName(Name = "latlayer1")]
    private readonly Conv2d _middleLateral;

    [ComponentName(Name = "latlayer2")]
    private readonly Conv2d _fineLateral;
    private readonly bool _isOffset;

    [ComponentName(Name = MeanName)]
    private readonly Tensor _mean;

    /// <summary>Initializes a new instance of the <see cref="PyramidStyleEncoder"/> class with random weights.</summary>
    /// <param name="configuration">Sizes of the backbone, with four stages.</param>
    /// <param name="halvings">Number of convolutions of each row's head; 4 for a map of 16².</param>
    /// <param name="isOffset">e4e: rows are offsets to the first one; otherwise pSp: every row stands for itself.</param>
    public PyramidStyleEncoder(IrSeConfiguration configuration, IReadOnlyList<int> halvings, bool isOffset)
        : base(configuration, nameof(PyramidStyleEncoder))
    {
        ArgumentNullException.ThrowIfNull(halvings);
        _isOffset = isOffset;
        LatentCount = halvings.Count;
        var stages = configuration.Blocks.Select(block => block.Channels).Distinct().ToList();
        StyleDimension = stages[^1];
        InputSide = 1 << (halvings[0] + Halvings);
        foreach (var count in halvings)
        {
            _heads.Add(new StyleHead(StyleDimension, StyleDimension, count));
        }

        _middleLateral = nn.Conv2d(stages[^2], StyleDimension, 1);
        _fineLateral = nn.Conv2d(stages[^3], StyleDimension, 1);
        _mean = zeros([LatentCount, StyleDimension]);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public int LatentCount { get; }

    /// <inheritdoc/>
    public int StyleDimension { get; }

    /// <summary>Gets the side of the pictures that the first layer sees; others are resized to it.</summary>
    public int InputSide { get; }

    /// <summary>Builds a frozen encoder from a checkpoint.</summary>
    /// <param name="parameters">Parameters by their public names.</param>
    /// <param name="isOffset">As in the constructor; names and shapes of e4e and pSp are the same.</param>
    /// <exception cref="InvalidOperationException">Parameters are missing, unexpected, or have other shapes.</exception>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static PyramidStyleEncoder FromParameters(IReadOnlyDictionary<string, Tensor> parameters, bool isOffset = true)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var halvings = new List<int>();
        while (parameters.ContainsKey($"styles.{halvings.Count}.linear.weight"))
        {
            var row = halvings.Count;
            halvings.Add(Enumerable.Range(0, int.MaxValue).First(i => !parameters.ContainsKey($"styles.{row}.convs.{2 * i}.weight")));
        }

        var encoder = new PyramidStyleEncoder(IrSeConfiguration.FromParameters(parameters), halvings, isOffset);
        using var scope = NewDisposeScope();
        var complete = new Dictionary<string, Tensor>(parameters);
        complete[MeanName] = parameters.TryGetValue(MeanName, out var mean)
            ? mean.to(float32).expand(encoder.LatentCount, encoder.StyleDimension)
            : encoder._mean;
        return FrozenNetwork.Load(encoder, complete);
    }

    /// <summary>Encodes pictures.</summary>
    /// <param name="input">[N, 3, H, H], RGB, −1–1, FFHQ framing, any side.</param>
    /// <returns>W⁺ [N, L, S].</returns>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var picture = input.shape[2] == InputSide ? input : PictureOperators.ResizeAntialiased(input, InputSide, InputSide);
        var stages = ForwardStages(picture);
        var coarse = stages[^1]; // [N, S, 16, 16]
        var middle = Add(coarse, _middleLateral.forward(stages[^2])); // [N, S, 32, 32]
        var fine = Add(middle, _fineLateral.forward(stages[^3])); // [N, S, 64, 64]
        var rows = _heads
            .Select(
                (head, i) =>
                    head.forward(
                        i < CoarseRows ? coarse
                        : i < MiddleRows ? middle
                        : fine
                    )
            )
            .ToList();
        return stack(_isOffset ? rows.Select((row, i) => i == 0 ? row : rows[0] + row) : rows, 1) + _mean;
    }

    private static Tensor Add(Tensor small, Tensor lateral) =>
        nn.functional.interpolate(small, size: [lateral.shape[2], lateral.shape[3]], mode: InterpolationMode.Bilinear, align_corners: true)
        + lateral;
}

/// <summary>Map to one latent row: strided convolutions down to one pixel, then a linear layer (Richardson 2021, map2style).</summary>
/// <remarks>Parameters: <c>convs.{0,2,4,…}.{weight,bias}</c>, <c>linear.{weight,bias}</c> with equalised learning rate.</remarks>
internal sealed class StyleHead : Network<Tensor, Tensor>
{
    private const double Slope = 0.01;

    private readonly List<Conv2d> _convolutions = [];

    [ComponentName(Name = "linear")]
    private readonly EqualizedLinear _linear;

    public StyleHead(int inputs, int outputs, int halvings)
        : base(nameof(StyleHead))
    {
        for (var i = 0; i < halvings; i++)
        {
            _convolutions.Add(nn.Conv2d(i == 0 ? inputs : outputs, outputs, 3, stride: 2, padding: 1));
            register_module($"convs.{2 * i}", _convolutions[^1]);
        }

        _linear = new EqualizedLinear(outputs, outputs);
        RegisterComponents();
    }

    // [N, C, H, H] → [N, S]
    public override Tensor forward(Tensor input) =>
        _linear.forward(
            _convolutions.Aggregate(input, (x, convolution) => nn.functional.leaky_relu(convolution.forward(x), Slope)).flatten(1)
        );
}
