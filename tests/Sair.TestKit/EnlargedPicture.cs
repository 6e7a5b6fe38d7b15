using Sair.Engine.Imaging;

namespace Sair.TestKit;

/// <summary>A photo of a face that was enlarged.</summary>
public static class EnlargedPicture
{
    /// <summary>How many times it was enlarged.</summary>
    public const int Factor = 3;

    private const int Framed = 400;
    private const int Left = 50;
    private const int Top = 20;

    /// <summary>Makes one.</summary>
    /// <param name="side">Side in pixels as it is stored.</param>
    public static RgbImage Make(int side) => ImageResizer.Resize(Frame(side / Factor), side, side, ResampleKernel.Linear);

    /// <summary>Gives the face square that it is made of.</summary>
    /// <param name="side">Its side in pixels.</param>
    public static RgbImage Frame(int side)
    {
        using var stream =
            typeof(EnlargedPicture).Assembly.GetManifestResourceStream("photo.png")
            ?? throw new InvalidOperationException("The photo is missing.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var face = ImageDecoder.Decode(content.ToArray()).Image.Crop(Left, Top, Framed, Framed);
        return ImageResizer.Resize(face, side, side);
    }
}
