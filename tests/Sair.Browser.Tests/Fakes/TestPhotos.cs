using Sair.Engine.Imaging;

namespace Sair.Browser.Tests.Fakes;

/// <summary>Photos with coloured discs for faces; see <see cref="DotFaceAnalyzer"/>.</summary>
internal static class TestPhotos
{
    public static readonly (byte R, byte G, byte B) Anna = (220, 60, 40);

    public static readonly (byte R, byte G, byte B) Berta = (30, 60, 230);

    /// <summary>A grey photo with one disc for each person, from left to right, all of one size.</summary>
    public static byte[] Png(int width, int height, int diameter, params (byte R, byte G, byte B)[] people) =>
        ImageEncoder.Encode(Draw(width, height, diameter, people), ImageFormat.Png);

    /// <summary>The same with grain, so that faces show detail and can be told apart.</summary>
    public static byte[] Textured(int width, int height, int diameter, params (byte R, byte G, byte B)[] people)
    {
        const int grain = 24;
        var image = Draw(width, height, diameter, people);
        var random = new Random(1);
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            var change = random.Next(-grain, grain + 1);
            for (var channel = i; channel < i + 3; channel++)
            {
                image.Pixels[channel] = (byte)Math.Clamp(image.Pixels[channel] + change, 0, 255);
            }
        }

        return ImageEncoder.Encode(image, ImageFormat.Png);
    }

    /// <summary>Such a photo, scanned lying: it has to be turned clockwise by so many degrees.</summary>
    public static byte[] Lying(int turn, int width, int height, int diameter, params (byte R, byte G, byte B)[] people)
    {
        var upright = Draw(width, height, diameter, people);
        upright.Pixels.AsSpan(0, 3).Fill(255);
        return ImageEncoder.Encode(upright.Turn(ImageTurn.Add(0, -turn)), ImageFormat.Png);
    }

    private static RgbImage Draw(int width, int height, int diameter, (byte R, byte G, byte B)[] people)
    {
        var pixels = new byte[width * height * 3];
        Array.Fill(pixels, (byte)150);
        for (var i = 0; i < people.Length; i++)
        {
            var centreX = width * (i + 0.5) / people.Length;
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    if (double.Hypot(x - centreX, y - (height / 2.0)) <= diameter / 2.0)
                    {
                        var at = ((y * width) + x) * 3;
                        (pixels[at], pixels[at + 1], pixels[at + 2]) = people[i];
                    }
                }
            }
        }

        Shade(pixels, width, new Random(Seed(width, height, diameter, people)));
        return new RgbImage(width, height, pixels);
    }

    // No two photos are alike but for their colours: else each would be a copy of the others. Soft, so that it counts as no detail.
    private static void Shade(byte[] pixels, int width, Random random)
    {
        const double depth = 9;
        var (across, down, along) = (
            0.1 + (0.15 * random.NextDouble()),
            0.1 + (0.15 * random.NextDouble()),
            Math.Tau * random.NextDouble()
        );
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x) = Math.DivRem(i / 3, width);
            pixels[i] = (byte)
                Math.Clamp(pixels[i] + Math.Round(depth * Math.Sin((across * x) + along) * Math.Cos((down * y) - along)), 0, 255);
        }
    }

    private static int Seed(int width, int height, int diameter, (byte R, byte G, byte B)[] people) =>
        people.Aggregate((((width * 31) + height) * 31) + diameter, (seed, colour) => unchecked((seed * 31) + colour.R + (7 * colour.B)));
}
