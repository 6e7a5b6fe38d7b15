namespace Sair.Engine.Networks.Codebooks;

/// <summary>A table of maps by quality score.</summary>
/// <remarks>Parameters: <c>weight</c> [bins, C · side²], channel-major.</remarks>
public sealed class ScoreEmbedding : nn.Module<Tensor, Tensor>
{
    /// <summary>Bins of the published single score.</summary>
    public const int PublishedBins = 10;

    private readonly Parameter _weight;
    private readonly int _side;
    private readonly int _factor;

    /// <summary>Initializes a new instance of the <see cref="ScoreEmbedding"/> class with zeros, which change nothing.</summary>
    /// <param name="bins">Rows.</param>
    /// <param name="channels">Channels of a map.</param>
    /// <param name="side">Side of a map.</param>
    /// <param name="factor">Bins per unit of score; null takes as many as there are rows.</param>
    public ScoreEmbedding(int bins, int channels, int side, int? factor = null)
        : base(nameof(ScoreEmbedding))
    {
        _side = side;
        _factor = factor ?? bins;
        _weight = new Parameter(zeros([bins, (long)channels * side * side]));
        register_parameter("weight", _weight);
    }

    /// <summary>Looks maps up.</summary>
    /// <param name="input">Scores [N], 0–1; 1 takes the last row.</param>
    /// <returns>[N, C, side, side].</returns>
    public override Tensor forward(Tensor input) =>
        nn.functional.embedding(ScoreBins.Of(input, _factor, (int)_weight.shape[0]), _weight).reshape(input.shape[0], -1, _side, _side);
}
