using System.Runtime.InteropServices;
using Sair.Torch.Interop;

namespace Sair.Torch;

#pragma warning disable CS8981, IDE1006 // The dialect is TorchSharp's.
/// <summary>The part of the PyTorch interface that this solution uses, in TorchSharp's names and signatures.</summary>
public static unsafe partial class torch
{
    /// <summary>Gets the version of libtorch.</summary>
    public static string __version__ => Marshal.PtrToStringUTF8(NativeMethods.st_version()) ?? "unknown";

    /// <summary>Opens a scope that frees the tensors made in it.</summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>Stops recording for gradients on this thread until disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    /// <summary>Records for gradients on this thread until disposed.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    /// <summary>Stops recording and version counting on this thread until disposed; the tensors made can never take part in gradients.</summary>
    public static IDisposable inference_mode() => new InferenceMode();

    /// <summary>Tells whether operations on this thread are recorded.</summary>
    public static bool is_grad_enabled() => NativeMethods.st_grad_mode(-1) != 0;

    /// <summary>Seeds the default generators of all devices.</summary>
    public static void manual_seed(long seed) => NativeMethods.Check(NativeMethods.st_manual_seed((ulong)seed), "manual_seed");

    /// <summary>Sets how many threads one operator may use.</summary>
    public static void set_num_threads(int num)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(num, 1);
        _ = NativeMethods.st_threads(num);
    }

    /// <summary>Gets how many threads one operator may use.</summary>
    public static int get_num_threads() => NativeMethods.st_threads(0);

    /// <summary>The state of random numbers.</summary>
    public static class random
    {
        /// <summary>Reads the state of the processor's default generator.</summary>
        public static Tensor get_rng_state()
        {
            nint state;
            NativeMethods.Check(NativeMethods.st_generator_state(&state), "get_rng_state");
            return new Tensor(state);
        }

        /// <summary>Sets the state of the processor's default generator.</summary>
        public static void set_rng_state(Tensor new_state)
        {
            ArgumentNullException.ThrowIfNull(new_state);
            var status = NativeMethods.st_set_generator_state(new_state.Handle);
            GC.KeepAlive(new_state);
            NativeMethods.Check(status, "set_rng_state");
        }
    }

    /// <summary>Gradients without touching <see cref="Tensor.grad"/>.</summary>
    public static class autograd
    {
        /// <summary>Computes the gradients of outputs with respect to inputs.</summary>
        /// <param name="outputs">What to differentiate.</param>
        /// <param name="inputs">With respect to what.</param>
        /// <param name="grad_outputs">Gradients to start from, or null for ones.</param>
        /// <param name="retain_graph">Keeps the graph for another pass.</param>
        /// <param name="create_graph">Records the gradient computation itself, for second derivatives.</param>
        /// <param name="allow_unused">Returns null instead of throwing where an input has no part in the outputs.</param>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            ArgumentNullException.ThrowIfNull(outputs);
            ArgumentNullException.ThrowIfNull(inputs);
            var ys = outputs.Select(tensor => tensor.Handle).ToArray();
            var xs = inputs.Select(tensor => tensor.Handle).ToArray();
            var starts = grad_outputs?.Select(tensor => tensor.Handle).ToArray();
            var results = new nint[xs.Length];
            int status;
            fixed (nint* yPointer = ys, xPointer = xs, startPointer = starts, resultPointer = results)
            {
                status = NativeMethods.st_grad(yPointer, startPointer, ys.Length, xPointer, xs.Length, retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, resultPointer);
            }

            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            NativeMethods.Check(status, "autograd.grad");
            return results.Select(handle => handle == 0 ? null! : new Tensor(handle)).ToArray();
        }
    }

    private sealed class GradMode : IDisposable
    {
        private readonly int _previous;

        public GradMode(bool enabled) => _previous = NativeMethods.st_grad_mode(enabled ? 1 : 0);

        public void Dispose() => _ = NativeMethods.st_grad_mode(_previous);
    }

    private sealed class InferenceMode : IDisposable
    {
        private nint _guard = NativeMethods.st_inference_enter();

        public void Dispose()
        {
            NativeMethods.st_inference_leave(_guard);
            _guard = 0;
        }
    }
}
