using Sair.Engine.Losses;
using Sair.Engine.Networks;

namespace Sair.Engine.Quality;

/// <summary>The quality prior as a term of any objective: L_quality = 1 − mean score of the picture (Hu 2025).</summary>
/// <param name="network">The frozen quality network.</param>
public sealed class QualityPriorLoss(QualityNetwork network) : ILoss
{
    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return 1 - network.forward(context.Image).mean();
    }
}
