using Sair.Engine.Networks;

namespace Sair.Training.Codebooks;

/// <summary>Counts how often codes are used and gives those that are not a new place among the maps that occur.</summary>
/// <remarks>Without it a book that starts near zero collapses to a few codes.</remarks>
public sealed class UnusedCodes : IDisposable
{
    private const int EverySteps = 20;
    private const double LastShare = 0.7;

    private readonly Codebook _book;

    /// <summary>Initializes a new instance of the <see cref="UnusedCodes"/> class.</summary>
    /// <param name="book">The book; stays owned by the caller.</param>
    public UnusedCodes(Codebook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        _book = book;
        Uses = zeros([book.Codes.shape[0]]).DetachFromDisposeScope();
    }

    /// <summary>Gets the uses [K] since codes were last replaced: part of a run's state.</summary>
    public Tensor Uses { get; }

    /// <summary>Counts a batch, and replaces codes at the end of every window but the run's last part.</summary>
    /// <param name="indices">Numbers of the used codes, any shape.</param>
    /// <param name="map">[N, C, H, W]: where replaced codes are taken from.</param>
    /// <param name="step">Number of the step from 0.</param>
    /// <param name="steps">Number of steps of the run.</param>
    public void Count(Tensor indices, Tensor map, long step, long steps)
    {
        ArgumentNullException.ThrowIfNull(indices);
        ArgumentNullException.ThrowIfNull(map);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var flat = indices.flatten();
        Uses.index_add_(0, flat, ones([flat.shape[0]]), 1);
        if ((step + 1) % EverySteps != 0)
        {
            return;
        }

        if (step < steps * LastShare && map.shape[0] > 0)
        {
            var vectors = map.permute(0, 2, 3, 1).reshape(-1, map.shape[1]); // [NHW, C]
            var chosen = vectors.index_select(0, randint(0, vectors.shape[0], [Uses.shape[0]], int64));
            var isUnused = Uses.eq(0).unsqueeze(1); // [K, 1]
            _book.Codes.copy_(where(isUnused, chosen, _book.Codes));
        }

        Uses.zero_();
    }

    /// <inheritdoc/>
    public void Dispose() => Uses.Dispose();
}
