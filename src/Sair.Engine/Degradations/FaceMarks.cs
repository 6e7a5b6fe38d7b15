using Sair.Engine.Imaging;

namespace Sair.Engine.Degradations;

/// <summary>
/// What a person painted over a degraded face square: places to keep as they are or as a reference shows
/// them, and damage to leave out.
/// </summary>
/// <remarks>
/// One picture of any side holds all: red says how much a place is kept, green how much it is left out, blue how much it is taken from
/// the best reference, 0–255 each. Damage goes before what is kept, and that before what a reference shows.
/// </remarks>
/// <param name="painting">The painting, a square that covers the face square.</param>
public sealed class FaceMarks(RgbImage painting)
{
    private const int KeepChannel = 0;
    private const int IgnoreChannel = 1;
    private const int BorrowChannel = 2;
    private const byte Least = 16;

    // A pixel that a scratch touches at all is spoilt; resampling gives it only the scratch's share.
    private const double IgnoreGain = 2;

    /// <summary>Gets the painting.</summary>
    public RgbImage Painting { get; } = painting;

    /// <summary>Gets a value indicating whether anything is kept.</summary>
    public bool Keeps { get; } = IsPainted(painting, KeepChannel);

    /// <summary>Gets a value indicating whether anything is left out.</summary>
    public bool Ignores { get; } = IsPainted(painting, IgnoreChannel);

    /// <summary>Gets a value indicating whether anything is taken from a reference.</summary>
    public bool Borrows { get; } = IsPainted(painting, BorrowChannel);

    /// <summary>Joins masks into one painting.</summary>
    /// <param name="keep">Bright where a place is kept; null for none.</param>
    /// <param name="ignore">Bright where a place is left out; null for none.</param>
    /// <param name="borrow">Bright where a place is taken from the best reference; null for none.</param>
    /// <returns>A picture of the largest of their sizes.</returns>
    public static RgbImage Paint(RgbImage? keep, RgbImage? ignore, RgbImage? borrow = null)
    {
        var largest = new[] { keep, ignore, borrow }.MaxBy(mask => mask?.Width ?? 0);
        ArgumentNullException.ThrowIfNull(largest, nameof(keep));
        var pixels = new byte[largest.Width * largest.Height * 3];
        Copy(keep, KeepChannel);
        Copy(ignore, IgnoreChannel);
        Copy(borrow, BorrowChannel);
        return new RgbImage(largest.Width, largest.Height, pixels);

        void Copy(RgbImage? mask, int channel)
        {
            var source =
                mask is null || (mask.Width, mask.Height) == (largest.Width, largest.Height)
                    ? mask
                    : ImageResizer.Resize(mask, largest.Width, largest.Height);
            for (var i = 0; source is not null && i < pixels.Length; i += 3)
            {
                pixels[i + channel] = (byte)Math.Round(Luma.Of(source, i / 3));
            }
        }
    }

    /// <summary>Adds what another painting marks.</summary>
    public FaceMarks Join(FaceMarks other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var theirs = ImageResizer.Resize(other.Painting, Painting.Width, Painting.Height);
        return new FaceMarks(new RgbImage(Painting.Width, Painting.Height, [.. Painting.Pixels.Zip(theirs.Pixels, Math.Max)]));
    }

    /// <summary>Reads how much each place is kept.</summary>
    /// <param name="side">Side of the result in pixels.</param>
    /// <param name="device">Where the tensor goes.</param>
    /// <returns>[1, 1, side, side], 0–1; owned by the current scope.</returns>
    public Tensor Keep(int side, Device device) => Read(KeepChannel, side, device) * (1 - Ignore(side, device));

    /// <summary>Reads how much each place is taken from a reference.</summary>
    /// <param name="side">Side of the result in pixels.</param>
    /// <param name="device">Where the tensor goes.</param>
    /// <returns>[1, 1, side, side], 0–1; owned by the current scope.</returns>
    public Tensor Borrow(int side, Device device) =>
        Read(BorrowChannel, side, device) * (1 - Read(KeepChannel, side, device)) * (1 - Ignore(side, device));

    /// <summary>Reads how much each place is left out.</summary>
    /// <param name="side">Side of the result in pixels.</param>
    /// <param name="device">Where the tensor goes.</param>
    /// <returns>[1, 1, side, side], 0–1; owned by the current scope.</returns>
    public Tensor Ignore(int side, Device device) => (Read(IgnoreChannel, side, device) * IgnoreGain).clamp(0, 1);

    /// <summary>Makes the rims of what is painted soft, so that blending by it leaves no edge.</summary>
    public FaceMarks Soften()
    {
        const int reach = 64;
        var small = Math.Min(Painting.Width, reach);
        return new FaceMarks(ImageResizer.Resize(ImageResizer.Resize(Painting, small, small), 4 * small, 4 * small, ResampleKernel.Linear));
    }

    /// <summary>Reads how much one place is kept, without resampling.</summary>
    /// <param name="u">Fraction from the left side of the square.</param>
    /// <param name="v">Fraction from its upper side.</param>
    /// <returns>0–1.</returns>
    public double KeepAt(double u, double v)
    {
        var (x, y) = (
            Math.Clamp((int)(u * Painting.Width), 0, Painting.Width - 1),
            Math.Clamp((int)(v * Painting.Height), 0, Painting.Height - 1)
        );
        var at = ((y * Painting.Width) + x) * 3;
        return Painting.Pixels[at + KeepChannel] / 255.0 * (1 - (Painting.Pixels[at + IgnoreChannel] / 255.0));
    }

    private Tensor Read(int channel, int side, Device device) =>
        FaceEnlargement.Apply(Painting.ToTensor(device).narrow(1, channel, 1), side);

    private static bool IsPainted(RgbImage painting, int channel)
    {
        ArgumentNullException.ThrowIfNull(painting);
        for (var i = channel; i < painting.Pixels.Length; i += 3)
        {
            if (painting.Pixels[i] >= Least)
            {
                return true;
            }
        }

        return false;
    }
}
