namespace Sair.Engine.Degradations;

/// <summary>Brings degraded faces to the size of a network that expects them enlarged.</summary>
public static class FaceEnlargement
{
    /// <summary>Resizes with the cubic kernel, anti-aliased where it shrinks.</summary>
    /// <param name="face">[N, 3, h, h], RGB, 0–1.</param>
    /// <param name="side">Wanted side in pixels.</param>
    /// <returns>[N, 3, side, side], RGB, 0–1.</returns>
    public static Tensor Apply(Tensor face, int side)
    {
        ArgumentNullException.ThrowIfNull(face);
        var from = (int)face.shape[^1];
        if (from == side)
        {
            return face;
        }

        var matrix = BicubicKernel.Resize(from, side);
        using var filter = new SeparableFilter(matrix, matrix, face.device);
        return filter.Apply(face).clamp(0, 1);
    }
}
