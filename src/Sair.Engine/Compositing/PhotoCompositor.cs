using System.ComponentModel.DataAnnotations;
using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Engine.Compositing;

/// <summary>Puts restored faces back into their photo so that nothing shows where they begin.</summary>
/// <remarks>
/// The inverse of <see cref="FaceAligner.Cut"/>, blended over head and hair (<see cref="BlendMask"/>), with the photo's colours along the
/// rim (<see cref="ColourMembrane"/>), its tone (<see cref="PhotoTone"/>) and its grain (<see cref="Grain"/>). Pixels outside the squares
/// are those of the photo.
/// </remarks>
/// <param name="enlarger">Enlarges what is not a face.</param>
public sealed class PhotoCompositor(IPhotoEnlarger enlarger)
{
    private const int ComparedSide = 96;
    private const int GrainSeed = 20_220_303;

    /// <summary>Puts faces back, in their order; later ones lie over earlier ones where squares overlap.</summary>
    /// <param name="photo">The photo as it was, upright.</param>
    /// <param name="faces">The restored faces.</param>
    /// <param name="options">Size, grain and tone.</param>
    /// <param name="cancellationToken">Checked once per face.</param>
    /// <returns>A new picture, and the seams where they are asked for.</returns>
    /// <exception cref="InvalidOptionsException">The enlarged photo would be too large.</exception>
    public CompositedPhoto PutBack(
        RgbImage photo,
        IReadOnlyList<PlacedFace> faces,
        CompositingOptions options,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentNullException.ThrowIfNull(options);
        EnlargementLimits.Require(photo.Width, photo.Height, options.Enlargement);
        var (width, height) = (photo.Width * options.Enlargement, photo.Height * options.Enlargement);

        // An enlarged photo is nobody else's and may be drawn on.
        var result =
            options.Enlargement == 1 ? new RgbImage(width, height, (byte[])photo.Pixels.Clone()) : enlarger.Enlarge(photo, width, height);
        var tone = options.KeepsTone ? PhotoTone.Find(photo) : null;
        var seams = new List<FaceSeam>();
        foreach (var face in faces)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = options.MeasuresSeams ? PhotoPart.Around(result, face.Quad.Scale(options.Enlargement)) : null;
            Put(photo, result, face, options, tone);
            if (before is not null)
            {
                seams.Add(MeasureSeam(before, result, face, options.Enlargement));
            }
        }

        return new CompositedPhoto(result, seams);
    }

    private static void Put(RgbImage photo, RgbImage result, PlacedFace face, CompositingOptions options, PhotoTone? tone)
    {
        var quad = face.Quad.Scale(options.Enlargement);
        var before = FaceAligner.Cut(photo, face.Quad, ComparedSide);
        var source = Fit(face.Restored, quad.Side);
        var membrane = ColourMembrane.Solve(before, source, (u, v) => IsInside(photo, face.Quad, u, v));
        var grain = options.KeepsGrain ? GrainLayer.Between(photo, face, GrainSeed) : null;
        var map = SquareMap.FromQuad(quad);
        var kept = face.Marks is { Keeps: true } marks ? marks.Soften() : null;
        var (left, top, right, bottom) = Bounds(quad, result);
        Parallel.For(
            top,
            bottom,
            y =>
            {
                for (var x = left; x < right; x++)
                {
                    var (u, v) = map.Apply(x + 0.5, y + 0.5);
                    var weight = u is >= 0 and <= 1 && v is >= 0 and <= 1 ? BlendMask.Weight(u, v) * (1 - (kept?.KeepAt(u, v) ?? 0)) : 0;
                    if (weight > 0)
                    {
                        var (r, g, b) = CubicSampler.Sample(source, u * source.Width, v * source.Height);
                        var shift = membrane.At(u, v);
                        var noise = grain?.At(u, v) ?? 0;
                        var colour = (R: r + shift.R + noise, G: g + shift.G + noise, B: b + shift.B + noise);
                        Blend(
                            result.Pixels.AsSpan(((y * result.Width) + x) * 3, 3),
                            tone is null ? colour : tone.Apply(colour.R, colour.G, colour.B),
                            weight
                        );
                    }
                }
            }
        );
    }

    // As it was put back, and as it would be if the square had been pasted.
    private static FaceSeam MeasureSeam(PhotoPart before, RgbImage result, PlacedFace face, int enlargement)
    {
        var quad = before.Local(face.Quad.Scale(enlargement));
        var source = Fit(face.Restored, quad.Side);
        var map = SquareMap.FromQuad(quad);
        var pasted = before.Of(result).Image;
        before.Image.Pixels.CopyTo(pasted.Pixels, 0);
        for (var i = 0; i < pasted.Width * pasted.Height; i++)
        {
            var (u, v) = map.Apply((i % pasted.Width) + 0.5, (i / pasted.Width) + 0.5);
            if (u is >= 0 and <= 1 && v is >= 0 and <= 1)
            {
                Blend(pasted.Pixels.AsSpan(i * 3, 3), CubicSampler.Sample(source, u * source.Width, v * source.Height), weight: 1);
            }
        }

        return new FaceSeam(
            SeamMeasure.Measure(before.Image, before.Of(result).Image, quad),
            SeamMeasure.Measure(before.Image, pasted, quad)
        );
    }

    // A face finer than the photo is filtered first, so that sampling it cannot alias.
    private static RgbImage Fit(RgbImage face, double side)
    {
        var wanted = Math.Max(1, (int)Math.Round(side));
        return face.Width > wanted ? ImageResizer.Resize(face, wanted, wanted) : face;
    }

    private static bool IsInside(RgbImage photo, FaceQuad quad, double u, double v)
    {
        var x = quad.TopLeft.X + (u * (quad.TopRight.X - quad.TopLeft.X)) + (v * (quad.BottomLeft.X - quad.TopLeft.X));
        var y = quad.TopLeft.Y + (u * (quad.TopRight.Y - quad.TopLeft.Y)) + (v * (quad.BottomLeft.Y - quad.TopLeft.Y));
        return x >= 0 && y >= 0 && x <= photo.Width && y <= photo.Height;
    }

    private static void Blend(Span<byte> pixel, (double R, double G, double B) colour, double weight)
    {
        pixel[0] = Mix(pixel[0], colour.R, weight);
        pixel[1] = Mix(pixel[1], colour.G, weight);
        pixel[2] = Mix(pixel[2], colour.B, weight);
    }

    private static byte Mix(byte old, double value, double weight) => (byte)Math.Clamp(Math.Round(old + (weight * (value - old))), 0, 255);

    private static (int Left, int Top, int Right, int Bottom) Bounds(FaceQuad quad, RgbImage photo)
    {
        double[] xs = [quad.TopLeft.X, quad.BottomLeft.X, quad.BottomRight.X, quad.TopRight.X];
        double[] ys = [quad.TopLeft.Y, quad.BottomLeft.Y, quad.BottomRight.Y, quad.TopRight.Y];
        return (
            (int)Math.Clamp(Math.Floor(xs.Min()), 0, photo.Width),
            (int)Math.Clamp(Math.Floor(ys.Min()), 0, photo.Height),
            (int)Math.Clamp(Math.Ceiling(xs.Max()), 0, photo.Width),
            (int)Math.Clamp(Math.Ceiling(ys.Max()), 0, photo.Height)
        );
    }
}

/// <summary>How restored faces are put back into their photo.</summary>
public sealed record CompositingOptions
{
    /// <summary>Gets the factor by which the photo is enlarged.</summary>
    [Range(1, 4)]
    [Display(Name = "Enlarge", Description = "1 keeps the photo's size; 2 or 4 leave room for the detail of the restored faces.")]
    public int Enlargement { get; init; } = 1;

    /// <summary>Gets a value indicating whether restored faces take the photo's grain.</summary>
    [Display(Name = "Keep grain", Description = "Gives restored faces the grain of the photo around them.")]
    public bool KeepsGrain { get; init; } = true;

    /// <summary>Gets a value indicating whether black-and-white and sepia photos keep their tone.</summary>
    [Display(Name = "Keep tone", Description = "Black-and-white and sepia photos stay so.")]
    public bool KeepsTone { get; init; } = true;

    /// <summary>Gets a value indicating whether the edges around the faces are measured; costs as much again as putting back.</summary>
    public bool MeasuresSeams { get; init; }
}

/// <summary>A restored face and where it belongs.</summary>
/// <param name="Quad">The square that was cut, in pixels of the photo.</param>
/// <param name="Restored">The restored square at any size.</param>
/// <param name="Marks">Where the photo stays as it is; null for nowhere.</param>
public sealed record PlacedFace(FaceQuad Quad, RgbImage Restored, FaceMarks? Marks = null);

/// <summary>A photo with its restored faces.</summary>
/// <param name="Image">The photo with the faces.</param>
/// <param name="Seams">What putting back left to see at the rim of each face, in the faces' order; empty where it was not measured.</param>
public sealed record CompositedPhoto(RgbImage Image, IReadOnlyList<FaceSeam> Seams);

/// <summary>The edge around one face, see <see cref="SeamMeasure"/>.</summary>
/// <param name="Matched">As it was put back.</param>
/// <param name="Pasted">Had the square been pasted as it is.</param>
public sealed record FaceSeam(double Matched, double Pasted);

/// <summary>A copy of the part of a photo around a face.</summary>
/// <param name="Image">The pixels.</param>
/// <param name="Left">Its left edge in the photo.</param>
/// <param name="Top">Its upper edge in the photo.</param>
internal sealed record PhotoPart(RgbImage Image, int Left, int Top)
{
    // In units of the square's side, from its centre: as far as seams are measured, and a little more.
    private const double Reach = 0.8;

    /// <summary>Copies the surroundings of a square.</summary>
    public static PhotoPart Around(RgbImage photo, FaceQuad quad)
    {
        var (x, y) = ((quad.TopLeft.X + quad.BottomRight.X) / 2, (quad.TopLeft.Y + quad.BottomRight.Y) / 2);
        var reach = Reach * quad.Side;
        var (left, right) = ((int)Math.Clamp(x - reach, 0, photo.Width - 1), (int)Math.Clamp(x + reach + 1, 1, photo.Width));
        var (top, bottom) = ((int)Math.Clamp(y - reach, 0, photo.Height - 1), (int)Math.Clamp(y + reach + 1, 1, photo.Height));
        return Copy(photo, left, top, Math.Max(1, right - left), Math.Max(1, bottom - top));
    }

    /// <summary>Copies the same part of another picture of the photo's size.</summary>
    public PhotoPart Of(RgbImage photo) => Copy(photo, Left, Top, Image.Width, Image.Height);

    /// <summary>Gives a square of the photo in pixels of the part.</summary>
    public FaceQuad Local(FaceQuad quad)
    {
        FacePoint Move(FacePoint point) => new(point.X - Left, point.Y - Top);
        return new FaceQuad(Move(quad.TopLeft), Move(quad.BottomLeft), Move(quad.BottomRight), Move(quad.TopRight));
    }

    private static PhotoPart Copy(RgbImage photo, int left, int top, int width, int height) =>
        new(photo.Crop(left, top, width, height), left, top);
}

/// <summary>Enlarges everything of a photo but its restored faces.</summary>
public interface IPhotoEnlarger
{
    /// <summary>Enlarges a photo.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="width">New width in pixels.</param>
    /// <param name="height">New height in pixels.</param>
    RgbImage Enlarge(RgbImage photo, int width, int height);
}

/// <summary>Enlarges by the Lanczos kernel with three lobes.</summary>
public sealed class LanczosEnlarger : IPhotoEnlarger
{
    /// <inheritdoc/>
    public RgbImage Enlarge(RgbImage photo, int width, int height) => ImageResizer.Resize(photo, width, height);
}
