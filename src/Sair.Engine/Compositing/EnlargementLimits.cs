using System.Globalization;
using Sair.Engine.Imaging;

namespace Sair.Engine.Compositing;

/// <summary>Answers, before anything is computed, whether a photo can be enlarged and written in a format.</summary>
public static class EnlargementLimits
{
    /// <summary>Gets the factors by which photos are enlarged, smallest first; 1 keeps the photo's own size.</summary>
    public static IReadOnlyList<int> Factors { get; } = [1, 2, 4];

    /// <summary>Says why a photo cannot be had that large.</summary>
    /// <param name="width">Width of the upright photo in pixels.</param>
    /// <param name="height">Height of the upright photo in pixels.</param>
    /// <param name="factor">One of <see cref="Factors"/>.</param>
    /// <param name="format">The format that it is written in: JPEG, PNG or WebP; null to ask for the pixels alone.</param>
    /// <returns>One sentence that names what fits; null where the photo fits.</returns>
    public static string? Refusal(int width, int height, int factor, ImageFormat? format = null)
    {
        var mistake = Mistake(width, height, factor, format);
        if (mistake is null)
        {
            return null;
        }

        string[] ways =
        [
            .. format is { } unfit
                ? ImageEncoder.Formats.Where(other => other != unfit && Mistake(width, height, factor, other) is null).Select(Name)
                : [],
            .. Factors.Where(smaller => smaller < factor && Mistake(width, height, smaller, format) is null).TakeLast(1).Select(Size),
        ];
        return ways switch
        {
            [] => $"{mistake}: choose a smaller photo.",
            [var only] => $"{mistake}: choose {only}.",
            _ => $"{mistake}: choose {string.Join(", ", ways[..^1])} or {ways[^1]}.",
        };
    }

    /// <summary>Refuses a photo that cannot be had that large; see <see cref="Refusal"/>.</summary>
    /// <exception cref="InvalidOptionsException">It does not fit; the message says why and what does.</exception>
    public static void Require(int width, int height, int factor, ImageFormat? format = null)
    {
        if (Refusal(width, height, factor, format) is { } sentence)
        {
            throw new InvalidOptionsException(sentence);
        }
    }

    // A photo at its own size was read, so that only the format can refuse it.
    private static string? Mistake(int width, int height, int factor, ImageFormat? format)
    {
        var (wide, high) = ((long)width * factor, (long)height * factor);
        var subject =
            factor == 1 ? $"The photo has {wide}×{high} pixels" : $"{factor} times larger, the photo would have {wide}×{high} pixels";
        if (factor > 1 && wide * high > ImageLimits.Default.MaxPixels)
        {
            return $"{subject}, more than the {ImageLimits.Default.MaxPixels / 1_000_000} megapixels that are made";
        }

        var side = format is { } chosen ? ImageEncoder.LargestSide(chosen) : int.MaxValue;
        if (factor > 1 && side > ImageLimits.Default.MaxSide && Math.Max(wide, high) > ImageLimits.Default.MaxSide)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{subject}, more than the {ImageLimits.Default.MaxSide:N0} a side that are made"
            );
        }

        return Math.Max(wide, high) > side
            ? string.Create(CultureInfo.InvariantCulture, $"{subject}, more than the {side:N0} a side of a {Name(format!.Value)} file")
            : null;
    }

    private static string Size(int factor) => factor == 1 ? "the photo's own size" : $"{factor} times larger";

    private static string Name(ImageFormat format) =>
        format switch
        {
            ImageFormat.Webp => "WebP",
            _ => format.ToString().ToUpperInvariant(),
        };
}
