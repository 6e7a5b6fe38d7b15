using Sair.Engine.Imaging;

namespace Sair.Evaluation.Tests;

internal static class TestPictures
{
    public static RgbImage Plain(int side, byte value)
    {
        var pixels = new byte[side * side * 3];
        Array.Fill(pixels, value);
        return new RgbImage(side, side, pixels);
    }

    public static RgbImage Noise(int side, int seed)
    {
        var pixels = new byte[side * side * 3];
        new Random(seed).NextBytes(pixels);
        return new RgbImage(side, side, pixels);
    }
}
