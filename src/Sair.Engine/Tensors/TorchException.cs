using System.Runtime.InteropServices;

namespace Sair.Engine.Tensors;

/// <summary>libtorch refused or failed an operation.</summary>
/// <param name="message">What libtorch said.</param>
/// <param name="inner">Where it was thrown.</param>
public class TorchException(string message, Exception? inner = null) : Exception(message, inner)
{
    // The allocator of the processor: "DefaultCPUAllocator: can't allocate memory", "not enough memory: you tried to allocate".
    private static readonly string[] s_noMemory = ["bad_alloc", "can't allocate memory", "not enough memory"];

    /// <summary>Gets a value indicating whether the process can no longer be trusted with this device (a CUDA error is sticky).</summary>
    public bool IsFatal => Message.Contains("CUDA error", StringComparison.Ordinal);

    /// <summary>
    /// Says what a failure means that came out of libtorch, which knows one kind of exception with a text; null for all others.
    /// </summary>
    public static TorchException? From(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);

        // Sub-classes come from sockets and databases.
        return failure.GetType() != typeof(ExternalException) ? failure as TorchException
            : failure.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
            || s_noMemory.Any(text => failure.Message.Contains(text, StringComparison.Ordinal))
                ? new OutOfDeviceMemoryException(failure.Message, failure)
            : new TorchException(failure.Message, failure);
    }

    /// <summary>Does work in which libtorch may fail, and tells such failures as <see cref="TorchException"/>.</summary>
    /// <exception cref="OutOfDeviceMemoryException">The device has no room.</exception>
    /// <exception cref="TorchException">Anything else in libtorch.</exception>
    public static T Guard<T>(Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return work();
        }
        catch (ExternalException failure) when (From(failure) is { } told)
        {
            throw told;
        }
    }
}

/// <summary>The device has no room for the operation: use a smaller picture or free memory.</summary>
/// <param name="message">What libtorch said.</param>
/// <param name="inner">Where it was thrown.</param>
public sealed class OutOfDeviceMemoryException(string message, Exception? inner = null) : TorchException(message, inner);

/// <summary>The tensor library cannot be loaded; the message says what to do.</summary>
/// <param name="message">One sentence.</param>
/// <param name="inner">What went wrong.</param>
public sealed class TorchUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
