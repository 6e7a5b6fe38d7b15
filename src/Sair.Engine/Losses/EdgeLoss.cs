namespace Sair.Engine.Losses;

/// <summary>How far the edges of pictures are from those of their originals.</summary>
public static class EdgeLoss
{
    /// <summary>Mean absolute error of the differences between neighbouring pixels, across plus down.</summary>
    /// <param name="difference">Picture less original [N, C, H, W].</param>
    /// <returns>A scalar.</returns>
    public static Tensor Evaluate(Tensor difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        var (height, width) = (difference.shape[2], difference.shape[3]);
        var across = difference.narrow(3, 1, width - 1) - difference.narrow(3, 0, width - 1);
        var down = difference.narrow(2, 1, height - 1) - difference.narrow(2, 0, height - 1);
        return across.abs().mean() + down.abs().mean();
    }
}
