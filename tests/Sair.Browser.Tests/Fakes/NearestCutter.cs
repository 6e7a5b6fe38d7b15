using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Worker.Photos;

namespace Sair.Browser.Tests.Fakes;

/// <summary>Cuts upright squares with the nearest pixel and repeats the border outside the photo.</summary>
internal sealed class NearestCutter : IFaceCutter
{
    public RgbImage Cut(RgbImage photo, FaceQuad quad, int maximumSide)
    {
        var side = Math.Clamp((int)Math.Round(quad.Side), 1, maximumSide);
        var pixels = new byte[side * side * 3];
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var sourceX = Math.Clamp((int)(quad.TopLeft.X + (quad.Side * x / side)), 0, photo.Width - 1);
                var sourceY = Math.Clamp((int)(quad.TopLeft.Y + (quad.Side * y / side)), 0, photo.Height - 1);
                photo.Pixels.AsSpan(((sourceY * photo.Width) + sourceX) * 3, 3).CopyTo(pixels.AsSpan(((y * side) + x) * 3));
            }
        }

        return new RgbImage(side, side, pixels);
    }
}
