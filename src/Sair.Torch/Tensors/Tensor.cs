using System.Runtime.CompilerServices;
using Sair.Torch.Interop;

namespace Sair.Torch;

#pragma warning disable CS8981, IDE1006 // The dialect is TorchSharp's.
public static partial class torch
{
    /// <summary>An n-dimensional array on a device, with gradients.</summary>
    /// <remarks>
    /// Owned by the <see cref="DisposeScope"/> that was current when it was made; the finaliser is only a backstop. It may run as
    /// soon as a handle was read, so whatever passes a handle on keeps the tensor alive until the native call is over.
    /// Element-wise operators broadcast as in PyTorch. Names ending in an underscore work in place and return the tensor itself.
    /// </remarks>
    public unsafe partial class Tensor : IDisposable
    {
        private const int MaximumRank = 12;

        private static long s_totalCount;
        private nint _handle;
        private DisposeScope? _owner;

        internal Tensor(nint handle)
        {
            _handle = handle;
            Interlocked.Increment(ref s_totalCount);
            _owner = DisposeScope.Current;
            _owner?.Own(this);
        }

        /// <summary>Finalizes an instance of the <see cref="Tensor"/> class.</summary>
        ~Tensor() => Dispose(false);

        /// <summary>Gets how many tensors of the process have not been freed.</summary>
        public static long TotalCount => Interlocked.Read(ref s_totalCount);

        /// <summary>Gets the size of each dimension.</summary>
        public long[] shape
        {
            get
            {
                var sizes = stackalloc long[MaximumRank];
                var rank = Describe(sizes, null, out _, out _);
                return new ReadOnlySpan<long>(sizes, rank).ToArray();
            }
        }

        /// <summary>Gets the number of dimensions.</summary>
        public long ndim
        {
            get
            {
                var sizes = stackalloc long[MaximumRank];
                return Describe(sizes, null, out _, out _);
            }
        }

        /// <summary>Gets the element type.</summary>
        public ScalarType dtype
        {
            get
            {
                var sizes = stackalloc long[MaximumRank];
                Describe(sizes, null, out var type, out _);
                return type;
            }
        }

        /// <summary>Gets the device that holds the elements.</summary>
        public Device device
        {
            get
            {
                var sizes = stackalloc long[MaximumRank];
                Describe(sizes, null, out _, out var packed);
                return packed == 0 ? CPU : Device.Unpack(packed);
            }
        }

        /// <summary>Gets a value indicating whether the tensor was freed.</summary>
        public bool IsInvalid => _handle == 0;

        /// <summary>Gets or sets a value indicating whether operations on the tensor are recorded for gradients.</summary>
        public bool requires_grad
        {
            get
            {
                var isRecorded = NativeMethods.st_requires_grad(Handle) != 0;
                GC.KeepAlive(this);
                return isRecorded;
            }

            set => requires_grad_(value);
        }

        /// <summary>Gets or sets the gradient collected by <see cref="backward"/>, or null.</summary>
        public Tensor? grad
        {
            get
            {
                nint gradient;
                var status = NativeMethods.st_get_grad(Handle, &gradient);
                GC.KeepAlive(this);
                NativeMethods.Check(status, "grad");
                return gradient == 0 ? null : new Tensor(gradient);
            }

            set
            {
                var status = NativeMethods.st_set_grad(Handle, value?.Handle ?? 0);
                GC.KeepAlive(this);
                GC.KeepAlive(value);
                NativeMethods.Check(status, "grad");
            }
        }

        internal nint Handle
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
                ObjectDisposedException.ThrowIf(_handle == 0, this);
                return _handle;
            }
        }

        /// <summary>Gets the size of one dimension; negative numbers count from the last.</summary>
        public long size(int dim)
        {
            var sizes = stackalloc long[MaximumRank];
            var rank = Describe(sizes, null, out _, out _);
            var index = dim < 0 ? dim + rank : dim;
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)rank, nameof(dim));
            return sizes[index];
        }

        /// <summary>Gets the number of elements.</summary>
        public long numel()
        {
            var sizes = stackalloc long[MaximumRank];
            var rank = Describe(sizes, null, out _, out _);
            long count = 1;
            for (var i = 0; i < rank; i++)
            {
                count *= sizes[i];
            }

            return count;
        }

        /// <summary>Starts or stops recording operations on this leaf tensor.</summary>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            NativeMethods.Check(NativeMethods.st_set_requires_grad(Handle, requires_grad ? 1 : 0), "requires_grad_");
            return this;
        }

        /// <summary>Adds the gradient of this scalar to <see cref="grad"/> of every leaf it depends on.</summary>
        /// <param name="grad_tensors">One gradient to start from; needed where the tensor is no scalar.</param>
        /// <param name="create_graph">Records the gradient computation itself, for second derivatives.</param>
        /// <param name="retain_graph">Keeps the graph for another pass.</param>
        public void backward(IList<Tensor>? grad_tensors = null, bool create_graph = false, bool retain_graph = false)
        {
            var start = grad_tensors?.Single();
            var status = NativeMethods.st_backward(Handle, start?.Handle ?? 0, retain_graph ? 1 : 0, create_graph ? 1 : 0);
            GC.KeepAlive(this);
            GC.KeepAlive(start);
            NativeMethods.Check(status, "backward");
        }

        /// <summary>Makes another owner of the same elements and graph position.</summary>
        public Tensor alias()
        {
            var handle = NativeMethods.st_retain(Handle);
            GC.KeepAlive(this);
            return new Tensor(handle);
        }

        /// <summary>Gives the tensor to the scope around the one that owns it, or to nobody.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            _owner = _owner?.Outer;
            _owner?.Own(this);
            return this;
        }

        /// <summary>Takes the tensor out of every scope: the caller must dispose it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            _owner = null;
            return this;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <inheritdoc/>
        public override string ToString() => IsInvalid ? "Tensor (disposed)" : $"Tensor [{string.Join(", ", shape)}] {dtype} {device}";

        internal void ReleaseFrom(DisposeScope scope)
        {
            if (ReferenceEquals(_owner, scope))
            {
                Dispose();
            }
        }

        /// <summary>Replaces the elements by a copy on another device; leaves <see cref="requires_grad"/> as it is.</summary>
        internal void MoveStorage(Device device)
        {
            if (this.device == device)
            {
                return;
            }

            var recorded = requires_grad;
            using var ungraded = no_grad();
            using var moved = detach().to(device);
            var handle = NativeMethods.st_retain(moved.Handle);
            NativeMethods.st_free(Interlocked.Exchange(ref _handle, handle));
            requires_grad_(recorded);
        }

        private void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0)
            {
                NativeMethods.st_free(handle);
                Interlocked.Decrement(ref s_totalCount);
            }
        }

        private int Describe(long* sizes, long* strides, out ScalarType type, out long packedDevice)
        {
            int kind;
            int rank;
            long where;
            var status = NativeMethods.st_info(Handle, &kind, &where, &rank, sizes, strides, MaximumRank);
            GC.KeepAlive(this);
            NativeMethods.Check(status, "shape");
            type = (ScalarType)kind;
            packedDevice = where;
            return rank;
        }
    }
}
