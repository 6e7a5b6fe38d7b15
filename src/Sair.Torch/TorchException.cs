namespace Sair.Torch;

/// <summary>libtorch refused or failed an operation; the message names the operator and its input shapes.</summary>
public class TorchException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="operation">The operator, with the shapes of its tensors.</param>
    /// <param name="nativeMessage">What libtorch said.</param>
    public TorchException(string operation, string nativeMessage)
        : base($"{operation}: {nativeMessage}") => Operation = operation;

    /// <summary>Gets the operator that failed, with the shapes of its tensors.</summary>
    public string Operation { get; }

    /// <summary>Gets a value indicating whether the process can no longer be trusted with this device (a CUDA error is sticky).</summary>
    public bool IsFatal => Message.Contains("CUDA error", StringComparison.Ordinal);

    internal static TorchException Create(string operation, string nativeMessage) =>
        nativeMessage.Contains("out of memory", StringComparison.OrdinalIgnoreCase) || nativeMessage.Contains("bad_alloc", StringComparison.Ordinal)
            ? new OutOfDeviceMemoryException(operation, nativeMessage)
            : new TorchException(operation, nativeMessage);
}

/// <summary>The device has no room for the operation: use a smaller picture or free memory.</summary>
public sealed class OutOfDeviceMemoryException(string operation, string nativeMessage) : TorchException(operation, nativeMessage);
