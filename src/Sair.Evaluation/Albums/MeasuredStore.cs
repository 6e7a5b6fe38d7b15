using Sair.Engine.Engines.Gen2Res;

namespace Sair.Evaluation.Albums;

/// <summary>Counts how large personal weights are; keeps nothing, so that every face is learned anew.</summary>
public sealed class MeasuredStore : IPersonalWeightsStore
{
    private readonly List<long> _sizes = [];

    /// <summary>Gets the mean size of finished weights in bytes; 0 where there were none.</summary>
    public double MeanBytes => _sizes.DefaultIfEmpty().Average();

    /// <inheritdoc/>
    public byte[]? ReadWeights(PersonalWeightsKey key) => null;

    /// <inheritdoc/>
    public void WriteWeights(PersonalWeightsKey key, byte[] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _sizes.Add(weights.LongLength);
    }

    /// <inheritdoc/>
    public byte[]? ReadProgress(PersonalWeightsKey key) => null;

    /// <inheritdoc/>
    public void WriteProgress(PersonalWeightsKey key, byte[] state)
    {
        // Nothing is resumed here.
    }

    /// <inheritdoc/>
    public void Delete(string album)
    {
        // Nothing is kept here.
    }
}
