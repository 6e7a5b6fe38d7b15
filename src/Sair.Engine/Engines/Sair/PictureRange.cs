namespace Sair.Engine.Engines.Sair;

/// <summary>Brings the generator's pictures, about −1–1, to 0–1.</summary>
public static class PictureRange
{
    /// <summary>Shifts and clamps; the gradient passes straight through the clamp, so that pixels beyond the range can come back.</summary>
    /// <param name="picture">[N, 3, R, R], about −1–1.</param>
    /// <returns>[N, 3, R, R], 0–1.</returns>
    public static Tensor Clamp(Tensor picture)
    {
        var shifted = (picture + 1) * 0.5;
        return shifted + (shifted.clamp(0, 1) - shifted).detach();
    }

    /// <summary>Clamps to −1–1 and stretches minimum and maximum to 0 and 1, as the published code does; brightness drifts with it.</summary>
    /// <param name="picture">[N, 3, R, R], about −1–1.</param>
    /// <returns>[N, 3, R, R], 0–1.</returns>
    public static Tensor PublishedStretch(Tensor picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var clamped = picture.clamp(-1, 1);
        var lowest = clamped.detach().min();
        var highest = clamped.detach().max();
        return (clamped - lowest) / (highest - lowest);
    }
}
