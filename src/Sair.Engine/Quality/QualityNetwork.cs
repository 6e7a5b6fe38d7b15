using Sair.Engine.Networks;
using Sair.Engine.Operators;

namespace Sair.Engine.Quality;

/// <summary>No-reference quality of aligned faces: one score per picture, with gradients to the picture.</summary>
/// <remarks>
/// Pairs of 3×3 convolutions, the first of each with stride 2; the means of every level and simple statistics of neighbouring
/// pixels together decide, because noise and compression show in fine structure and blur in its absence. No normalisation: it
/// would hide how strong structure is.
/// Parameters: <c>convolutions.K.{weight,bias}</c>, <c>hidden.*</c>, <c>score.*</c>.
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
