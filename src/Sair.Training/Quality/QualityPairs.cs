using Sair.Engine.Degradations;
using Sair.Engine.Networks;
using Sair.Engine.Operators;
using Sair.Engine.Quality;

namespace Sair.Training.Quality;

/// <summary>Makes pairs of differently damaged versions of the same photo, with the score that each deserves.</summary>
public static class QualityPairs
{
    private const int Shift = 2;
    private const double Brightness = 0.08;
    private const double Contrast = 0.2;
    private const double SingleShare = 0.6;
    private const double CleanShare = 0.08;
    private const double CompressionShare = 0.35;

    private static readonly BlindDegradationRange Mixed = new()
    {
        Blur = (0.1, 15),
        Reduction = (4, 32),
        Noise = (0, 25),
        Jpeg = (20, 100),
    };

    /// <summary>Draws pairs.</summary>
    /// <param name="photos">[N, 3, 128, 128] in −1–1.</param>
    /// <param name="random">Source of the draws.</param>
    /// <returns>Pictures [2N, 3, 128, 128] in 0–1 and targets [2N]; number i and N + i show the same photo.</returns>
    public static (Tensor Pictures, Tensor Targets) Draw(Tensor photos, Random random)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(random);
        using var scope = NewDisposeScope();
        var count = photos.shape[0];
        var pictures = new Tensor[2 * count];
        var targets = new float[2 * count];
        for (var i = 0; i < count; i++)
        {
            var photo = (photos.narrow(0, i, 1) * (0.5 * (1 - (Contrast * random.NextDouble())))) + 0.5;
            var (first, second) = DrawPair(random);
            (pictures[i], targets[i]) = (Damage(photo, first, random), (float)QualityScale.Score(first));
            (pictures[count + i], targets[count + i]) = (Damage(photo, second, random), (float)QualityScale.Score(second));
        }

        return (cat(pictures).MoveToOuterDisposeScope(), tensor(targets).MoveToOuterDisposeScope());
    }

    private static (BlindDegradation First, BlindDegradation Second) DrawPair(Random random)
    {
        if (random.NextDouble() >= SingleShare)
        {
            return (DrawMixed(random), DrawMixed(random));
        }

        // Compression shows in the least of signals and needs most examples.
        var family =
            random.NextDouble() < CompressionShare
                ? DegradationFamily.Compression
                : DegradationFamily.All[random.Next(DegradationFamily.All.Count)];
        return (family.Degrade(Severity(random)), family.Degrade(Severity(random)));
    }

    private static double Severity(Random random) => random.NextDouble() < CleanShare ? 0 : random.NextDouble();

    // Every part of the chain is there half of the time.
    private static BlindDegradation DrawMixed(Random random)
    {
        var drawn = Mixed.Draw(QualityNetwork.InputSide, random);
        return drawn with
        {
            HorizontalBlur = random.Next(2) * drawn.HorizontalBlur,
            VerticalBlur = random.Next(2) * drawn.VerticalBlur,
            Side = random.Next(2) == 0 ? QualityNetwork.InputSide : drawn.Side,
            NoiseDeviation = random.Next(2) * drawn.NoiseDeviation,
            JpegQuality = random.Next(2) == 0 ? 100 : drawn.JpegQuality,
        };
    }

    // The network must not mind where the face lies by a pixel or two, nor how bright the photo is.
    private static Tensor Damage(Tensor photo, BlindDegradation degradation, Random random)
    {
        var small = degradation.Apply(photo, random.NextInt64());
        var side = QualityNetwork.InputSide;
        var sized = small.shape[2] == side ? small : PictureOperators.ResizeAntialiased(small, side, side);
        var padded = nn.functional.pad(sized, [Shift, Shift, Shift, Shift], PaddingModes.Replicate);
        var shifted = padded.narrow(2, random.Next((2 * Shift) + 1), side).narrow(3, random.Next((2 * Shift) + 1), side);
        return (shifted + (Brightness * ((2 * random.NextDouble()) - 1))).clamp(0, 1);
    }
}

/// <summary>Regression of the score and order within pairs of the same photo.</summary>
public static class QualityLoss
{
    private const double MarginShare = 0.5;

    /// <summary>Computes the loss.</summary>
    /// <param name="scores">[2N]; number i and N + i show the same photo.</param>
    /// <param name="targets">[2N].</param>
    /// <param name="rankWeight">Weight of the order: a pair costs where its scores are not apart by half of what its targets are.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Evaluate(Tensor scores, Tensor targets, double rankWeight)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(targets);
        var count = scores.shape[0] / 2;
        var apart = scores.narrow(0, 0, count) - scores.narrow(0, count, count);
        var wanted = targets.narrow(0, 0, count) - targets.narrow(0, count, count);
        var order = ((wanted.abs() * MarginShare) - (apart * wanted.sign())).relu().mean();
        return nn.functional.l1_loss(scores, targets) + nn.functional.mse_loss(scores, targets) + (rankWeight * order);
    }
}
