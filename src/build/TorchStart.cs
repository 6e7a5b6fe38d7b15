using System.Runtime.CompilerServices;

namespace Sair.Engine.Tensors;

/// <summary>
/// Every assembly that uses tensors asks for the library before its first line runs; it is loaded when it is first needed.
/// </summary>
internal static class TorchStart
{
#pragma warning disable CA2255 // Nothing else runs before the first use of a tensor wherever that is.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Watch() => TorchLibraries.LoadWhenUsed();
}
