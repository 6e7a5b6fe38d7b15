namespace Sair.Worker.Devices;

/// <summary>Where one of several runs may go on.</summary>
/// <param name="Device">The device.</param>
/// <param name="IsShared">Whether an earlier place is on the same GPU or processor.</param>
public sealed record RunPlace(Device Device, bool IsShared);
