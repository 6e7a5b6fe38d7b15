namespace Sair.Engine.Networks.Codebooks;

/// <summary>Scaled dot-product attention over the positions of maps.</summary>
internal static class MapAttention
{
    /// <summary>Attends.</summary>
    /// <param name="query">[N, C, H, W].</param>
    /// <param name="key">[N, C, H, W].</param>
    /// <param name="value">[N, C, H, W].</param>
    /// <param name="heads">Number of heads, a divisor of C.</param>
    /// <returns>[N, C, H, W].</returns>
    public static Tensor Attend(Tensor query, Tensor key, Tensor value, int heads)
    {
        var shape = query.shape;
        var (count, channels, positions) = (shape[0], shape[1], shape[2] * shape[3]);
        var length = channels / heads;
        var q = query.reshape(count * heads, length, positions).transpose(1, 2); // [N·h, HW, c]
        var k = key.reshape(count * heads, length, positions); // [N·h, c, HW]
        var v = value.reshape(count * heads, length, positions);
        var weights = (q.bmm(k) * (1 / Math.Sqrt(length))).softmax(2); // [N·h, HW, HW], over keys
        return v.bmm(weights.transpose(1, 2)).reshape(shape);
    }
}
