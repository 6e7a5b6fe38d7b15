using static Sair.Torch.torch;

namespace Sair.Torch;

/// <summary>Operations that return the module's own type.</summary>
public static class ModuleExtensions
{
    /// <summary>Moves all parameters and buffers to a device and returns the module.</summary>
    public static T to<T>(this T module, Device device)
        where T : nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(device);
        module.Move(device);
        return module;
    }
}
