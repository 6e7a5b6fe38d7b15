namespace Sair.Engine.Tensors;

/// <summary>One GPU that tensors can live on.</summary>
/// <param name="Index">Its number in <c>cuda:N</c>.</param>
/// <param name="Name">What the driver calls it.</param>
/// <param name="TotalBytes">Its memory.</param>
/// <param name="FreeBytes">What nobody uses of it at the moment; null where the driver does not tell.</param>
/// <param name="Driver">Version of the driver; null where it does not tell.</param>
public sealed record GpuInfo(int Index, string Name, long TotalBytes, long? FreeBytes, string? Driver);
