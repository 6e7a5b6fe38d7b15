using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using NetVips;
using Sair.Engine.Imaging;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;
using ImageSharp = SixLabors.ImageSharp;

namespace Sair.Benchmarks.Imaging;

/// <summary>What it costs to write a picture, by the libraries that could do it. The sizes of the files are printed once.</summary>
[InProcess]
[MemoryDiagnoser]
public class EncoderBenchmarks
{
    private const int Quality = ImageEncoder.DefaultQuality;
    private RgbImage _picture = null!;

    /// <summary>Side of the picture in pixels: a face square, and thirteen megapixels.</summary>
    [Params(256, 3600)]
    public int Side { get; set; }

    /// <summary>Reads a face and brings it to its size.</summary>
    [GlobalSetup]
    public void Read()
    {
        var photo = ImageDecoder
            .Decode(File.ReadAllBytes(Path.Combine(Folder(), "../../Sair.Engine.Tests/Faces/Fixtures/london_031_08_450x450.png")))
            .Image;
        _picture = ImageResizer.Resize(photo, Side, Side);
        foreach (
            var (name, encode) in new (string Name, Func<byte[]> Encode)[]
            {
                (nameof(JpegOfImageSharp), JpegOfImageSharp),
                (nameof(JpegOfVips), JpegOfVips),
                (nameof(PngOfImageSharp), PngOfImageSharp),
                (nameof(PngOfVips), PngOfVips),
                (nameof(WebpOfImageSharp), WebpOfImageSharp),
                (nameof(WebpOfLibwebp), WebpOfLibwebp),
            }
        )
        {
            Console.WriteLine($"// {Side} px {name}: {encode().Length:N0} bytes");
        }
    }

    /// <summary>As the product does it.</summary>
    [Benchmark]
    public byte[] JpegOfImageSharp() => ImageEncoder.Encode(_picture, ImageFormat.Jpeg, Quality);

    /// <summary>By libvips, with optimal tables.</summary>
    [Benchmark]
    public byte[] JpegOfVips() => Vips(image => image.JpegsaveBuffer(q: Quality, optimizeCoding: true));

    /// <summary>As the product does it.</summary>
    [Benchmark]
    public byte[] PngOfImageSharp() => ImageEncoder.Encode(_picture, ImageFormat.Png);

    /// <summary>By libvips, which filters nothing unless it is told to.</summary>
    [Benchmark]
    public byte[] PngOfVips() => Vips(image => image.PngsaveBuffer(compression: 6));

    /// <summary>By ImageSharp.</summary>
    [Benchmark]
    public byte[] WebpOfImageSharp()
    {
        using var image = ImageSharp.Image.WrapMemory<Rgb24>(_picture.Pixels.AsMemory(), Side, Side);
        using var file = new MemoryStream();
        image.Save(file, new WebpEncoder { Quality = Quality });
        return file.ToArray();
    }

    /// <summary>As the product does it.</summary>
    [Benchmark]
    public byte[] WebpOfLibwebp() => ImageEncoder.Encode(_picture, ImageFormat.Webp, Quality);

    private byte[] Vips(Func<Image, byte[]> save)
    {
        using var pixels = Image.NewFromMemory<byte>(_picture.Pixels, Side, Side, bands: 3, Enums.BandFormat.Uchar);
        using var colour = pixels.Copy(interpretation: Enums.Interpretation.Srgb);
        return save(colour);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
