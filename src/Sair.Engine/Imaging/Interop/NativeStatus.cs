namespace Sair.Engine.Imaging.Interop;

/// <summary>The outcome of a native call.</summary>
internal enum NativeStatus
{
    Ok = 0,
    BadHeader = 1,
    BadPixels = 2,
    BadColour = 3,
    Failed = 4,
}
