using Sair.Engine.Operators;

namespace Sair.Engine.Networks;

/// <summary>No-reference quality of aligned faces: one score per picture, with gradients to the picture.</summary>
/// <remarks>
/// Pairs of 3×3 convolutions, the first of each with stride 2; the means of every level and simple statistics of neighbouring
/// pixels together decide, because noise and compression show in fine structure and blur in its absence. No normalisation: it
/// would hide how strong structure is. Parameters: <c>convolutions.K.{weight,bias}</c>, <c>hidden.*</c>, <c>score.*</c>.
/// </remarks>
public sealed class QualityNetwork : Network<Tensor, Tensor>
{
    /// <summary>Side in pixels at which pictures are judged: finer detail does not count.</summary>
    public const int InputSide = 128;

    private const int HiddenLength = 64;
    private const double Middle = 0.5;
    private const double Spread = 0.25;
    private static readonly int[] Channels = [16, 24, 48, 48, 80, 80, 128, 128];

    [ComponentName(Name = "convolutions")]
    private readonly ModuleList<EqualizedConvolution> _convolutions = nn.ModuleList<EqualizedConvolution>();

    [ComponentName(Name = "hidden")]
    private readonly EqualizedLinear _hidden;

    [ComponentName(Name = "score")]
    private readonly EqualizedLinear _score;

    /// <summary>Initializes a new instance of the <see cref="QualityNetwork"/> class with random weights.</summary>
    public QualityNetwork()
        : base(nameof(QualityNetwork))
    {
        var inputs = 3;
        for (var i = 0; i < Channels.Length; i++)
        {
            _convolutions.Add(new EqualizedConvolution(inputs, Channels[i], stride: i % 2 == 0 ? 2 : 1));
            inputs = Channels[i];
        }

        _hidden = new EqualizedLinear(Channels.Where((_, i) => i % 2 == 1).Sum() + PictureStatistics.Count, HiddenLength, activate: true);
        _score = new EqualizedLinear(HiddenLength, 1);
        RegisterComponents();
    }

    /// <summary>Builds a frozen network from its parameters.</summary>
    /// <exception cref="InvalidOperationException">Parameters are missing, unexpected, or have other shapes.</exception>
    public static QualityNetwork FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var network = new QualityNetwork();
        network.load_state_dict(new Dictionary<string, Tensor>(parameters));
        foreach (var parameter in network.parameters())
        {
            parameter.requires_grad = false;
        }

        return network;
    }

    /// <summary>Gets the layers between features and score, by name.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> HeadParameters =>
        named_parameters().Where(entry => !entry.name.StartsWith("convolutions.", StringComparison.Ordinal));

    /// <summary>Scores face squares.</summary>
    /// <param name="input">[N, 3, H, H], RGB, 0–1, FFHQ framing, any side.</param>
    /// <returns>[N], 0–1; 1 is a photo without visible flaws at <see cref="InputSide"/>.</returns>
    public override Tensor forward(Tensor input) => Judge(Describe(input));

    /// <summary>Computes what the score is read from: the mean of every learned feature, and the statistics.</summary>
    /// <param name="input">[N, 3, H, H], RGB, 0–1, any side.</param>
    /// <returns>[N, F].</returns>
    public Tensor Describe(Tensor input)
    {
        var sized = Sized(input);
        return cat([.. Levels(sized, int.MaxValue).Select(level => level.mean([2, 3])), PictureStatistics.Compute(sized)], 1);
    }

    /// <summary>Reads the score from features.</summary>
    /// <param name="features">[N, F], from <see cref="Describe"/>.</param>
    /// <returns>[N], 0–1.</returns>
    public Tensor Judge(Tensor features) => _score.forward(_hidden.forward(features)).squeeze(1).sigmoid();

    /// <summary>Computes the learned features, finest first; their distance is a perceptual loss.</summary>
    /// <param name="input">[N, 3, H, H], RGB, 0–1, any side.</param>
    /// <param name="count">How many levels to compute at most.</param>
    /// <returns>[N, C, 64, 64], then half the side each.</returns>
    public IReadOnlyList<Tensor> Levels(Tensor input, int count)
    {
        var x = (Sized(input) - Middle) / Spread;
        var levels = new List<Tensor>();
        for (var i = 0; i < _convolutions.Count && levels.Count < count; i++)
        {
            x = _convolutions[i].forward(x);
            if (i % 2 == 1)
            {
                levels.Add(x);
            }
        }

        return levels;
    }

    private static Tensor Sized(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.shape[2] == InputSide ? input : PictureOperators.ResizeAntialiased(input, InputSide, InputSide);
    }
}

/// <summary>Simple statistics of neighbouring pixels that damage leaves traces in, beside what the network learns.</summary>
/// <remarks>
/// Compression makes neighbours equal and steps at the borders of its 8 × 8 blocks; noise makes them differ everywhere; blur and
/// reduction do so nowhere (compare Mittal 2012, BRISQUE; Wang 2002 on blockiness). All are differentiable in the pixels.
/// </remarks>
internal static class PictureStatistics
{
    /// <summary>The number of statistics.</summary>
    public const int Count = 2 * (3 + 3 + 2);

    private const int Block = 8;
    private const double Unit = 1.0 / 255;
    private const double Smallest = 1e-3;
    private static readonly double[] Steps = [1, 3, 8];

    /// <summary>Computes the statistics.</summary>
    /// <param name="pictures">[N, 3, S, S], RGB, 0–1, S a multiple of 8.</param>
    /// <returns>[N, <see cref="Count"/>], of order 1.</returns>
    public static Tensor Compute(Tensor pictures)
    {
        var luma = pictures.mean([1]); // [N, S, S]
        var chroma = pictures.select(1, 0) - pictures.select(1, 2); // [N, S, S]
        var features = new List<Tensor>();
        foreach (var dimension in new[] { 1, 2 })
        {
            var light = Differences(luma, dimension);
            var colour = Differences(chroma, dimension);
            features.AddRange(Steps.Select(step => Equal(light, step)));
            features.AddRange(Steps.Select(step => Equal(colour, step)));
            features.Add((light.mean([1, 2]) + Smallest).log() * 0.5);
            features.Add(Blockiness(light, dimension));
        }

        return stack(features, 1);
    }

    private static Tensor Differences(Tensor x, int dimension)
    {
        var side = x.shape[dimension];
        return (x.narrow(dimension, 1, side - 1) - x.narrow(dimension, 0, side - 1)).abs();
    }

    private static Tensor Equal(Tensor differences, double step) => (-(differences / (step * Unit)).square()).exp().mean([1, 2]);

    // How far the mean step at one of the eight positions of the grid stands out.
    private static Tensor Blockiness(Tensor differences, int dimension)
    {
        var length = differences.shape[dimension] / Block * Block;
        // [N, 8]
        var profile = differences.narrow(dimension, 0, length).mean([3 - dimension]).reshape(differences.shape[0], -1, Block).mean([1]);
        return (profile.amax([1]) / (profile.mean([1]) + Smallest)) - 1;
    }
}
