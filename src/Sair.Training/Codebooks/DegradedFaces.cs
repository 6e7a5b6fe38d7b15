using Sair.Engine.Degradations;
using Sair.Engine.Networks;
using Sair.Engine.Quality;

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
        return cat([
                .. photos
                    .split(1)
                    .Select(photo =>
                    {
                        var range = random.NextDouble() < HeavyShare ? BlindDegradationRange.Heavy : BlindDegradationRange.Mild;
                        var small = range.Draw(side, random).Apply((photo + 1) / 2, random.NextInt64());
                        return (FaceEnlargement.Apply(small, side) * 2) - 1;
                    }),
            ])
            .MoveToOuterDisposeScope();
    }
}

/// <summary>Good photos of which some are softened, so that the networks see every quality that can be asked for.</summary>
/// <remarks>
/// The published training takes qualities as the data set has them; among these the score would tell the faces apart as well.
/// </remarks>
public static class SoftenedPhotos
{
    private const double LowestDetail = 0.1;
    private const double Halvings = 4;

    /// <summary>Softens some pictures by a blur whose calibrated score is drawn evenly.</summary>
    /// <param name="photos">[N, 3, S, S] in −1–1.</param>
    /// <param name="share">Share of pictures to soften.</param>
    /// <param name="random">Source of the draws.</param>
    /// <returns>The pictures, and which of them stayed as they were.</returns>
    public static SoftenedBatch Draw(Tensor photos, double share, Random random)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(random);
        using var scope = NewDisposeScope();
        var side = (int)photos.shape[^1];
        var untouched = new List<long>();
        var softened = photos
            .split(1)
            .Select(
                (photo, number) =>
                {
                    if (random.NextDouble() >= share)
                    {
                        untouched.Add(number);
                        return photo;
                    }

                    // The inverse of QualityScale's detail: reduction 2^(4 (1 − s)) = √(1 + 4σ²).
                    var score = LowestDetail + (random.NextDouble() * (1 - LowestDetail));
                    var deviation = 0.5 * Math.Sqrt(Math.Pow(2, 2 * Halvings * (1 - score)) - 1) * side / QualityNetwork.InputSide;
                    var blur = new BlindDegradation
                    {
                        Side = side,
                        HorizontalBlur = deviation,
                        VerticalBlur = deviation,
                    };
                    return (blur.Apply((photo + 1) / 2, 0) * 2) - 1;
                }
            )
            .ToArray();
        return new SoftenedBatch(cat(softened).MoveToOuterDisposeScope(), tensor(untouched.ToArray()).MoveToOuterDisposeScope());
    }
}

/// <summary>Photos of which some were softened.</summary>
/// <param name="Pictures">[N, 3, S, S] in −1–1.</param>
/// <param name="Untouched">Numbers [M] of the photos that stayed as they were: what a discriminator may be shown.</param>
public sealed record SoftenedBatch(Tensor Pictures, Tensor Untouched);
