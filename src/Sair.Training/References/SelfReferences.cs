namespace Sair.Training.References;

/// <summary>
/// Makes references of a photo out of itself, for people of whom there is one photo: another pose, light, sharpness, something before the
/// face.
/// </summary>
public static class SelfReferences
{
    private const double LargestTurn = 0.21;
    private const double LargestShift = 0.1;
    private const double LargestZoom = 0.12;
    private const int BendNodes = 5;
    private const double BendDeviation = 0.025;
    private const double MirrorShare = 0.3;
    private const double LargestGain = 0.25;
    private const double LargestTint = 0.06;
    private const double LightDeviation = 0.12;
    private const double SoftShare = 0.4;
    private const double CoverShare = 0.3;

    /// <summary>Makes one reference of each photo.</summary>
    /// <param name="photos">[N, 3, S, S] in −1–1.</param>
    /// <param name="random">Source of the draws.</param>
    /// <returns>[N, 3, S, S] in −1–1.</returns>
    public static Tensor Draw(Tensor photos, Random random)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(random);
        using var scope = NewDisposeScope();
        var made = Cover(Soften(Relight(Move(photos, random), random), random), photos, random);
        return made.clamp(-1, 1).MoveToOuterDisposeScope();
    }

    private static Tensor Move(Tensor photos, Random random)
    {
        var count = (int)photos.shape[0];
        var side = photos.shape[^1];
        var affine = new float[count * 6];
        for (var i = 0; i < count; i++)
        {
            var (turn, zoom) = (Within(LargestTurn, random), 1 + Within(LargestZoom, random));
            var mirror = random.NextDouble() < MirrorShare ? -1 : 1;
            var row = affine.AsSpan(6 * i, 6);
            row[0] = (float)(mirror * zoom * Math.Cos(turn));
            row[1] = (float)(-zoom * Math.Sin(turn));
            row[2] = (float)Within(LargestShift, random);
            row[3] = (float)(mirror * zoom * Math.Sin(turn));
            row[4] = (float)(zoom * Math.Cos(turn));
            row[5] = (float)Within(LargestShift, random);
        }

        var grid = nn.functional.affine_grid(tensor(affine, [count, 2, 3]), [count, 3, side, side]);
        var bend = Enlarge(Normal([count, 2, BendNodes, BendNodes], BendDeviation, random), side);
        return nn.functional.grid_sample(
            photos,
            grid + bend.permute(0, 2, 3, 1),
            padding_mode: GridSamplePaddingMode.Border,
            align_corners: false
        );
    }

    private static Tensor Relight(Tensor photos, Random random)
    {
        var count = (int)photos.shape[0];
        var side = photos.shape[^1];
        var gain = new float[count * 3];
        for (var i = 0; i < count; i++)
        {
            var all = 1 + Within(LargestGain, random);
            for (var channel = 0; channel < 3; channel++)
            {
                gain[(3 * i) + channel] = (float)(all + Within(LargestTint, random));
            }
        }

        var light = Enlarge(Normal([count, 1, 3, 3], LightDeviation, random), side);
        return ((photos + 1) * tensor(gain, [count, 3, 1, 1]) * (1 + light)) - 1;
    }

    private static Tensor Soften(Tensor photos, Random random)
    {
        if (random.NextDouble() >= SoftShare)
        {
            return photos;
        }

        var side = photos.shape[^1];
        var small = (long)(side / (1 + random.NextDouble()));
        var reduced = nn.functional.interpolate(photos, size: [small, small], mode: InterpolationMode.Bilinear, align_corners: false);
        return Enlarge(reduced, side);
    }

    private static Tensor Enlarge(Tensor small, long side) =>
        nn.functional.interpolate(small, size: [side, side], mode: InterpolationMode.Bicubic, align_corners: false);

    // A piece of another photo of the batch before the face.
    private static Tensor Cover(Tensor photos, Tensor others, Random random)
    {
        var count = (int)photos.shape[0];
        var side = (int)photos.shape[^1];
        var covered = photos.clone();
        for (var i = 0; i < count; i++)
        {
            if (random.NextDouble() >= CoverShare)
            {
                continue;
            }

            var (height, width) = (random.Next(side / 8, side / 2), random.Next(side / 8, side / 2));
            var (top, left) = (random.Next(side - height), random.Next(side - width));
            var (otherTop, otherLeft) = (random.Next(side - height), random.Next(side - width));
            var other = others.narrow(0, (i + 1) % count, 1).narrow(2, otherTop, height).narrow(3, otherLeft, width);
            covered.narrow(0, i, 1).narrow(2, top, height).narrow(3, left, width).copy_(count > 1 ? other : zeros_like(other));
        }

        return covered;
    }

    private static Tensor Normal(long[] shape, double deviation, Random random)
    {
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
        {
            var radius = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            values[i] = (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return tensor(values, shape);
    }

    private static double Within(double limit, Random random) => limit * ((2 * random.NextDouble()) - 1);
}
