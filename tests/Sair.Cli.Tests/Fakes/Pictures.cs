using Sair.Engine.Imaging;

namespace Sair.Cli.Tests.Fakes;

internal static class Pictures
{
    public static RgbImage Plain(int width, int height, byte value)
    {
        var pixels = new byte[width * height * 3];
        Array.Fill(pixels, value);
        return new RgbImage(width, height, pixels);
    }

    public static RgbImage Noise(int side, int seed)
    {
        var pixels = new byte[side * side * 3];
        new Random(seed).NextBytes(pixels);
        return new RgbImage(side, side, pixels);
    }
}
