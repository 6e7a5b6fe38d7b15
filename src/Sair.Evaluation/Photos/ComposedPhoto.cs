using Sair.Engine.Imaging;

namespace Sair.Evaluation.Photos;

/// <summary>A face in a composed photo.</summary>
/// <param name="X">Centre of the pasted square in pixels.</param>
/// <param name="Y">Centre of the pasted square in pixels.</param>
/// <param name="Side">Side of the pasted square; the face is about half of it.</param>
/// <param name="Tilt">Turn in degrees, clockwise.</param>
public sealed record PastedFace(double X, double Y, double Side, double Tilt)
{
    // The face fills a little more than half of an FFHQ square.
    private const double FaceShare = 0.55;

    /// <summary>Gets the width of the face in pixels.</summary>
    public double FaceSide => Side * FaceShare;
}

/// <summary>A large picture with faces at known places.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Faces">Where the faces are.</param>
public sealed record ComposedPhoto(RgbImage Image, IReadOnlyList<PastedFace> Faces)
{
    private const int Columns = 4;
    private const int Rows = 2;
    private const double SmallestFace = 20;
    private const double LargestTilt = 45;

    /// <summary>Pastes eight face squares of random size and tilt onto a picture of soft shades and grain.</summary>
    /// <param name="squares">Faces in FFHQ framing; eight are drawn.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="random">The draws.</param>
    public static ComposedPhoto Draw(IReadOnlyList<RgbImage> squares, int width, int height, Random random)
    {
        ArgumentNullException.ThrowIfNull(squares);
        ArgumentNullException.ThrowIfNull(random);
        var image = Background(width, height, random);
        var faces = new List<PastedFace>();
        var (cellWidth, cellHeight) = ((double)width / Columns, (double)height / Rows);

        // The square's diagonal stays inside its cell.
        var largest = Math.Min(cellWidth, cellHeight) / Math.Sqrt(2);
        for (var cell = 0; cell < Columns * Rows; cell++)
        {
            var smallest = new PastedFace(0, 0, 1, 0).FaceSide;
            var side = SmallestFace / smallest * Math.Pow(largest / (SmallestFace / smallest), random.NextDouble());
            var room = side / Math.Sqrt(2);
            var face = new PastedFace(
                Between((cell % Columns * cellWidth) + room, ((cell % Columns) + 1) * cellWidth - room, random),
                Between((cell / Columns * cellHeight) + room, ((cell / Columns) + 1) * cellHeight - room, random),
                side,
                Between(-LargestTilt, LargestTilt, random)
            );
            Paste(image, squares[random.Next(squares.Count)], face);
            faces.Add(face);
        }

        return new ComposedPhoto(image, faces);
    }

    private static double Between(double low, double high, Random random) => low + ((high - low) * random.NextDouble());

    private static RgbImage Background(int width, int height, Random random)
    {
        const int coarse = 12;
        var shades = new byte[coarse * coarse * 3];
        random.NextBytes(shades);
        var soft = ImageResizer.Resize(new RgbImage(coarse, coarse, shades), width, height, ResampleKernel.Cubic);
        for (var i = 0; i < soft.Pixels.Length; i++)
        {
            soft.Pixels[i] = (byte)Math.Clamp(soft.Pixels[i] + random.Next(-8, 9), 0, 255);
        }

        return soft;
    }

    private static void Paste(RgbImage image, RgbImage square, PastedFace face)
    {
        var wanted = Math.Max(1, (int)Math.Round(face.Side));
        var source = ImageResizer.Resize(square, wanted, wanted);
        var (cos, sin) = (Math.Cos(face.Tilt * Math.PI / 180), Math.Sin(face.Tilt * Math.PI / 180));
        var reach = (int)Math.Ceiling(face.Side / Math.Sqrt(2));
        for (var y = (int)face.Y - reach; y <= (int)face.Y + reach; y++)
        {
            for (var x = (int)face.X - reach; x <= (int)face.X + reach; x++)
            {
                var (dx, dy) = (x + 0.5 - face.X, y + 0.5 - face.Y);
                var (u, v) = (
                    (int)Math.Floor((dx * cos) + (dy * sin) + (wanted / 2.0)),
                    (int)Math.Floor((dy * cos) - (dx * sin) + (wanted / 2.0))
                );
                if (u >= 0 && v >= 0 && u < wanted && v < wanted && x >= 0 && y >= 0 && x < image.Width && y < image.Height)
                {
                    source.Pixels.AsSpan(((v * wanted) + u) * 3, 3).CopyTo(image.Pixels.AsSpan(((y * image.Width) + x) * 3, 3));
                }
            }
        }
    }
}
