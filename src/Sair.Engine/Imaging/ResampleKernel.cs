namespace Sair.Engine.Imaging;

/// <summary>The filter of a resize. When shrinking, each is widened by the scale, so nothing aliases.</summary>
public enum ResampleKernel
{
    /// <summary>Three-lobed Lanczos: the sharpest, for pictures that people look at. Enlarging uses <see cref="Cubic"/>.</summary>
    Lanczos3,

    /// <summary>Catmull-Rom cubic (a = −0.5), the "bicubic" of face restoration papers.</summary>
    Cubic,

    /// <summary>Triangle: soft and free of ringing.</summary>
    Linear,
}
