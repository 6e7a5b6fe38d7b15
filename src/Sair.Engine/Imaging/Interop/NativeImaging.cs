using System.Runtime.InteropServices;

namespace Sair.Engine.Imaging.Interop;

/// <summary>The functions of the imaging shim over libvips.</summary>
internal static partial class NativeImaging
{
    private const string Library = "sairimage";

    static NativeImaging()
    {
        if (Initialize() != NativeStatus.Ok)
        {
            throw new DllNotFoundException("libvips does not start; reinstall it with: apt-get install --reinstall libvips42");
        }
    }

    [LibraryImport(Library, EntryPoint = "sair_read_info")]
    public static partial NativeStatus ReadInfo(ReadOnlySpan<byte> data, nuint length, ImageFormat format, out NativeInfo info);

    [LibraryImport(Library, EntryPoint = "sair_read_metadata")]
    public static partial NativeStatus ReadMetadata(ReadOnlySpan<byte> data, nuint length, ImageFormat format, out nint fields, out nuint fieldsLength);

    [LibraryImport(Library, EntryPoint = "sair_decode")]
    public static partial NativeStatus Decode(ReadOnlySpan<byte> data, nuint length, ImageFormat format, int box, ref NativePixels pixels);

    [LibraryImport(Library, EntryPoint = "sair_encode")]
    public static partial NativeStatus Encode(
        ReadOnlySpan<byte> pixels, int width, int height, ImageFormat format, int quality, out nint encoded, out nuint length);

    [LibraryImport(Library, EntryPoint = "sair_resize")]
    public static partial NativeStatus Resize(
        ReadOnlySpan<byte> pixels, int width, int height, ResampleKernel kernel, ref NativePixels resized);

    [LibraryImport(Library, EntryPoint = "sair_free")]
    public static partial void Free(nint memory);

    [LibraryImport(Library, EntryPoint = "sair_init")]
    private static partial NativeStatus Initialize();
}
