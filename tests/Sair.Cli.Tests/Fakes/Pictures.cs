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
}
