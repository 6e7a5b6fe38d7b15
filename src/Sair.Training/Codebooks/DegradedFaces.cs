using Sair.Engine.Degradations;

namespace Sair.Training.Codebooks;

/// <summary>Degraded versions of photos, enlarged to the networks' size.</summary>
public static class DegradedFaces
{
    private const double HeavyShare = 0.7;

    /// <summary>Degrades photos, most of them heavily.</summary>
    /// <param name="photos">[N, 3, S, S] in −1–1.</param>
    /// <param name="random">Source of the draws.</param>
    /// <returns>[N, 3, S, S] in −1–1.</returns>
    public static Tensor Draw(Tensor photos, Random random)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(random);
        using var scope = NewDisposeScope();
        var side = (int)photos.shape[^1];
        return cat([.. photos.split(1).Select(photo =>
        {
            var range = random.NextDouble() < HeavyShare ? BlindDegradationRange.Heavy : BlindDegradationRange.Mild;
            var small = range.Draw(side, random).Apply((photo + 1) / 2, random.NextInt64());
            return (FaceEnlargement.Apply(small, side) * 2) - 1;
        })]).MoveToOuterDisposeScope();
    }
}
