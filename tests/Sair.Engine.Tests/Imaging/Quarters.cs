using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Imaging;

/// <summary>The 64×48 picture of the fixtures: red, green above blue, grey.</summary>
internal static class Quarters
{
    public const int Width = 64;
    public const int Height = 48;

    public static readonly byte[][] Colours =
    [
        [200, 40, 40],
        [40, 180, 60],
        [40, 60, 200],
        [128, 128, 128],
    ];

    public static byte[] File(string name) =>
        System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Imaging", "Fixtures", name));

    public static RgbImage Image()
    {
        var pixels = new byte[Width * Height * 3];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                Colour(x, y, Width, Height).CopyTo(pixels, ((y * Width) + x) * 3);
            }
        }

        return new RgbImage(Width, Height, pixels);
    }

    /// <summary>Asserts that the middle of each quarter shows its colour.</summary>
    public static void AssertShows(RgbImage image, int tolerance)
    {
        foreach (var (fx, fy) in new[] { (0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75) })
        {
            var (x, y) = ((int)(fx * image.Width), (int)(fy * image.Height));
            var expected = Colour(x, y, image.Width, image.Height);
            var actual = Pixel(image, x, y);
            for (var c = 0; c < 3; c++)
            {
                Assert.InRange(actual[c], expected[c] - tolerance, expected[c] + tolerance);
            }
        }
    }

    public static byte[] Pixel(RgbImage image, int x, int y) => image.Pixels[(((y * image.Width) + x) * 3)..][..3];

    private static byte[] Colour(int x, int y, int width, int height) => Colours[(y >= height / 2 ? 2 : 0) + (x >= width / 2 ? 1 : 0)];
}
