using Microsoft.Playwright;
using Sair.Engine.Imaging;

namespace Sair.Browser.Tests.Hosting;

/// <summary>Takes the pictures for the documentation where SAIR_SCREENSHOTS names a folder; does nothing otherwise.</summary>
internal static class Photographer
{
    // Three quarters of the size are read as well as the whole.
    private const int Numerator = 3;
    private const int Denominator = 4;

    private static readonly string? s_folder = Environment.GetEnvironmentVariable("SAIR_SCREENSHOTS");

    /// <summary>Gets a value indicating whether pictures are taken.</summary>
    public static bool IsWanted => s_folder is not null;

    /// <summary>Takes a page by day, by night and on a phone, and leaves it by day.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">Name of the pictures.</param>
    /// <param name="whole">Whether all of the page is taken, not only what is in sight.</param>
    public static async Task TakeAsync(IPage page, string name, bool whole = false)
    {
        if (s_folder is null)
        {
            return;
        }

        await TakeAsync(page, $"{name}-light", 1280, 900, ColorScheme.Light, whole);
        await TakeAsync(page, $"{name}-dark", 1280, 900, ColorScheme.Dark, whole);
        await TakeAsync(page, $"{name}-phone", 390, 844, ColorScheme.Light, whole);
        await page.SetViewportSizeAsync(1280, 900);
    }

    private static async Task TakeAsync(IPage page, string name, int width, int height, ColorScheme scheme, bool whole)
    {
        await page.SetViewportSizeAsync(width, height);
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        var picture = ImageDecoder
            .Decode(await page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled, FullPage = whole }))
            .Image;
        var reduced = ImageResizer.Resize(picture, picture.Width * Numerator / Denominator, picture.Height * Numerator / Denominator);
        Directory.CreateDirectory(s_folder!);
        await File.WriteAllBytesAsync(Path.Combine(s_folder!, $"{name}.webp"), ImageEncoder.Encode(reduced, ImageFormat.Webp));
    }
}
