namespace Sair.Engine.Networks.Codebooks;

/// <summary>A table of maps by quality score.</summary>
/// <remarks>Parameters: <c>weight</c> [bins, C · side²], channel-major.</remarks>
public sealed class ScoreEmbedding : Network<Tensor, Tensor>
{
    /// <summary>Bins of the published single score.</summary>
    public const int PublishedBins = 10;

    [ComponentName(Name = "weight")]
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
        RegisterComponents();
    }

    private int Rows => (int)_weight.shape[0];

    /// <summary>Looks maps up.</summary>
    /// <param name="input">Scores [N], 0–1; 1 takes the last row.</param>
    /// <returns>[N, C, side, side].</returns>
    public override Tensor forward(Tensor input) => Maps(_weight.index_select(0, ScoreBins.Of(input, _factor, Rows)));

    /// <summary>Blends the rows of the bin that a score lies in and of the next, so that every step of the score counts; where a bin begins, it is the bin's row.</summary>
    /// <param name="scores">[N], 0–1; in the last bin it is that bin's row.</param>
    /// <param name="strength">How much the rows count.</param>
    /// <returns>[N, C, side, side].</returns>
    public Tensor Blend(Tensor scores, ScoreStrength strength)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(strength);
        using var scope = NewDisposeScope();
        var shares = Enumerable.Range(0, Rows).Select(row => row >= Math.Round(strength.From * _factor) ? (float)strength.Share : 1).ToArray();
        var rows = _weight * tensor(shares).to(_weight.device).unsqueeze(1);
        var place = (scores.to(float32) * _factor).clamp(0, Rows - 1);
        var below = place.floor();
        var share = (place - below).unsqueeze(1); // [N, 1]
        var lower = rows.index_select(0, below.to(int64));
        var upper = rows.index_select(0, (below + 1).clamp(0, Rows - 1).to(int64));
        return Maps(lower + (share * (upper - lower))).MoveToOuterDisposeScope();
    }

    private Tensor Maps(Tensor rows) => rows.reshape(rows.shape[0], -1, _side, _side);
}
