using System.Runtime.InteropServices;

namespace Sair.Engine.Imaging.Interop;

/// <summary>Interleaved RGB rows in native memory; the layout of <c>sair_pixels</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativePixels
{
    public int Width;
    public int Height;
    public nint Pixels;

    /// <summary>Copies the rows into managed memory and frees the native ones.</summary>
    public readonly RgbImage TakeImage()
    {
        try
        {
            var pixels = new byte[checked(Width * Height * 3)];
            Marshal.Copy(Pixels, pixels, 0, pixels.Length);
            return new RgbImage(Width, Height, pixels);
        }
        finally
        {
            NativeImaging.Free(Pixels);
        }
    }
}
