namespace Sair.Engine.Imaging;

/// <summary>Turns pictures by right angles; nothing is resampled, so that turning back gives the same bytes.</summary>
public static class ImageTurn
{
    /// <summary>The text that leaves a turn to the faces of the photo.</summary>
    public const string Automatic = "auto";

    private const int Channels = 3;

    /// <summary>Tells whether pictures can be turned by an angle: 0, 90, 180 or 270 degrees.</summary>
    public static bool IsTurn(int degrees) => degrees is 0 or 90 or 180 or 270;

    /// <summary>Reads a turn: <c>auto</c>, or 0, 90, 180 or 270 degrees clockwise.</summary>
    /// <param name="text">The text.</param>
    /// <param name="degrees">The turn; null for <c>auto</c>, which leaves it to the faces.</param>
    /// <returns>False for anything else.</returns>
    public static bool TryParse(string? text, out int? degrees)
    {
        degrees = text switch
        {
            "0" => 0,
            "90" => 90,
            "180" => 180,
            "270" => 270,
            _ => null,
        };
        return degrees is not null || text == Automatic;
    }

    /// <summary>Adds two turns.</summary>
    /// <returns>0, 90, 180 or 270 degrees.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The sum is no multiple of a right angle.</exception>
    public static int Add(int first, int second)
    {
        var sum = (((first + second) % 360) + 360) % 360;
        return IsTurn(sum) ? sum : throw new ArgumentOutOfRangeException(nameof(second));
    }

    /// <summary>Turns a picture clockwise.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="degrees">0, 90, 180 or 270.</param>
    /// <returns>A new picture, or <paramref name="image"/> itself for 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The angle is another one.</exception>
    public static RgbImage Turn(this RgbImage image, int degrees)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!IsTurn(degrees))
        {
            throw new ArgumentOutOfRangeException(nameof(degrees));
        }

        if (degrees == 0)
        {
            return image;
        }

        var (width, height) = degrees == 180 ? (image.Width, image.Height) : (image.Height, image.Width);
        var pixels = new byte[image.Pixels.Length];

        // Where a row of the result begins in the picture, and how far apart its pixels lie there.
        var (start, row, column) = degrees switch
        {
            90 => ((image.Height - 1) * image.Width, 1, -image.Width),
            180 => ((image.Height * image.Width) - 1, -image.Width, -1),
            _ => (image.Width - 1, -1, image.Width),
        };
        for (var y = 0; y < height; y++)
        {
            var from = (start + (y * row)) * Channels;
            var to = y * width * Channels;
            for (var x = 0; x < width; x++, to += Channels, from += column * Channels)
            {
                pixels[to] = image.Pixels[from];
                pixels[to + 1] = image.Pixels[from + 1];
                pixels[to + 2] = image.Pixels[from + 2];
            }
        }

        return new RgbImage(width, height, pixels);
    }
}
