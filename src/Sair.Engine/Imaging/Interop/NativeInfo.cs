using System.Runtime.InteropServices;

namespace Sair.Engine.Imaging.Interop;

/// <summary>Header fields; the layout of <c>sair_info</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeInfo
{
    public int Width;
    public int Height;
    public int Orientation;
    public int Pages;
    public int Bits;
    public int HasAlpha;
    public int IsGrey;
    public int IsCmyk;
    public int HasProfile;
}
