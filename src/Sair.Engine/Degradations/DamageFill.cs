using Sair.Engine.Imaging;

namespace Sair.Engine.Degradations;

/// <summary>Replaces damaged places of a picture by a smooth continuation of what surrounds them.</summary>
/// <remarks>
/// Pull and push (Gortler 1996, The lumigraph, §3.4): known pixels are averaged to smaller and smaller pictures, and each unknown
/// one takes what the next smaller picture knows of its place. The result only has to be harmless: engines leave the place out of
/// their fidelity and take it from their prior.
/// </remarks>
public static class DamageFill
{
    private const float FullyKnown = 1;
    private const float Negligible = 1e-4f;

    /// <summary>Fills the marked places.</summary>
    /// <param name="picture">A picture.</param>
    /// <param name="ignore">How much each place is damaged, row by row, 0–1, of the picture's size.</param>
    /// <returns>A new picture; where nothing is damaged, the same bytes.</returns>
    public static RgbImage Apply(RgbImage picture, ReadOnlySpan<float> ignore)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var count = picture.Width * picture.Height;
        ArgumentOutOfRangeException.ThrowIfNotEqual(ignore.Length, count);
        var level = new Level(picture.Width, picture.Height);
        for (var i = 0; i < count; i++)
        {
            // The rim of a scratch is spoilt a little too: it does not count as known.
            level.Weights[i] = ignore[i] < 0.1f ? FullyKnown : 0;
            for (var c = 0; c < 3; c++)
            {
                level.Values[(i * 3) + c] = picture.Pixels[(i * 3) + c] * level.Weights[i];
            }
        }

        Fill(level);
        var pixels = (byte[])picture.Pixels.Clone();
        for (var i = 0; i < pixels.Length; i++)
        {
            var share = Math.Clamp(ignore[i / 3], 0, 1);
            pixels[i] = (byte)Math.Clamp(Math.Round(((1 - share) * pixels[i]) + (share * level.Values[i])), 0, 255);
        }

        return new RgbImage(picture.Width, picture.Height, pixels);
    }

    // Afterwards values are colours wherever the picture knows anything at all.
    private static void Fill(Level level)
    {
        Level? smaller = null;
        if (Math.Max(level.Width, level.Height) > 1)
        {
            smaller = Pull(level);
            Fill(smaller);
        }

        for (var i = 0; i < level.Weights.Length; i++)
        {
            var weight = Math.Min(FullyKnown, level.Weights[i]);
            for (var c = 0; c < 3; c++)
            {
                var known = level.Weights[i] > Negligible ? level.Values[(i * 3) + c] / level.Weights[i] : 0;
                level.Values[(i * 3) + c] =
                    smaller is null || weight >= FullyKnown
                        ? known
                        : (weight * known) + ((1 - weight) * smaller.At((i % level.Width / 2.0) - 0.25, (i / level.Width / 2.0) - 0.25, c));
            }
        }
    }

    private static Level Pull(Level level)
    {
        var smaller = new Level((level.Width + 1) / 2, (level.Height + 1) / 2);
        for (var i = 0; i < level.Weights.Length; i++)
        {
            var target = (i / level.Width / 2 * smaller.Width) + (i % level.Width / 2);
            smaller.Weights[target] += level.Weights[i];
            for (var c = 0; c < 3; c++)
            {
                smaller.Values[(target * 3) + c] += level.Values[(i * 3) + c];
            }
        }

        for (var i = 0; i < smaller.Weights.Length; i++)
        {
            if (smaller.Weights[i] > FullyKnown)
            {
                for (var c = 0; c < 3; c++)
                {
                    smaller.Values[(i * 3) + c] /= smaller.Weights[i];
                }

                smaller.Weights[i] = FullyKnown;
            }
        }

        return smaller;
    }

    // Colours times weights before the push, colours after it.
    private sealed class Level(int width, int height)
    {
        public int Width => width;

        public int Height => height;

        public float[] Values { get; } = new float[width * height * 3];

        public float[] Weights { get; } = new float[width * height];

        public float At(double x, double y, int channel)
        {
            var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
            var (fx, fy) = ((float)(x - left), (float)(y - top));
            float Read(int column, int row) =>
                Values[(((Math.Clamp(row, 0, height - 1) * width) + Math.Clamp(column, 0, width - 1)) * 3) + channel];
            return ((1 - fy) * (((1 - fx) * Read(left, top)) + (fx * Read(left + 1, top))))
                + (fy * (((1 - fx) * Read(left, top + 1)) + (fx * Read(left + 1, top + 1))));
        }
    }
}
