using Sair.Engine.Imaging;

namespace Sair.Engine.Compositing;

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
