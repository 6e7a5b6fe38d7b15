using Sair.Torch.Interop;

namespace Sair.Torch;

#pragma warning disable CS8981, IDE1006 // The dialect is TorchSharp's.
public static partial class torch
{
    public unsafe partial class Tensor
    {
        private static readonly Operator ToDtype = new("aten::to", "dtype");
        private static readonly Operator ToDevice = new("aten::to", "device");
        private static readonly Operator CopyInto = new("aten::copy_");

        /// <summary>Reads the only element.</summary>
        public T item<T>()
            where T : unmanaged => (T)Convert.ChangeType(ToDouble(), typeof(T), System.Globalization.CultureInfo.InvariantCulture);

        /// <summary>Reads the only element.</summary>
        public double ToDouble()
        {
            double value;
            var status = NativeMethods.st_item(Handle, &value);
            GC.KeepAlive(this);
            NativeMethods.Check(status, "item");
            return value;
        }

        /// <summary>Reads the only element.</summary>
        public float ToSingle() => (float)ToDouble();

        /// <summary>Reads the only element.</summary>
        public long ToInt64() => (long)ToDouble();

        /// <summary>Copies the elements to managed memory, row-major.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> does not match <see cref="dtype"/>.</exception>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            if (ScalarTypeOf<T>() != dtype)
            {
                throw new ArgumentException($"The tensor holds {dtype}, not {typeof(T).Name}.");
            }

            var values = new T[numel()];
            fixed (T* pointer = values)
            {
                var status = NativeMethods.st_to_host(Handle, pointer, (long)values.Length * sizeof(T));
                GC.KeepAlive(this);
                NativeMethods.Check(status, "data");
            }

            return new TensorAccessor<T>(values);
        }

        /// <summary>Gets or sets the raw bytes of the elements, row-major.</summary>
        public Span<byte> bytes
        {
            get
            {
                var values = new byte[numel() * ElementSize(dtype)];
                fixed (byte* pointer = values)
                {
                    var status = NativeMethods.st_to_host(Handle, pointer, values.Length);
                    GC.KeepAlive(this);
                    NativeMethods.Check(status, "bytes");
                }

                return values;
            }

            set
            {
                fixed (byte* pointer = value)
                {
                    var status = NativeMethods.st_from_host_into(Handle, pointer, value.Length);
                    GC.KeepAlive(this);
                    NativeMethods.Check(status, "bytes");
                }
            }
        }

        /// <summary>Converts the elements; returns a new owner of the same elements where nothing changes.</summary>
        public Tensor to(ScalarType type) => ToDtype.Call(this, type);

        /// <summary>Converts the elements.</summary>
        public Tensor to_type(ScalarType type) => to(type);

        /// <summary>Moves the elements to a device.</summary>
        public Tensor to(Device device)
        {
            ArgumentNullException.ThrowIfNull(device);
            return ToDevice.Call(this, device, dtype);
        }

        /// <summary>Moves the elements to the processor.</summary>
        public Tensor cpu() => to(CPU);

        /// <summary>Converts to single precision.</summary>
        public Tensor @float() => to(ScalarType.Float32);

        /// <summary>Converts to double precision.</summary>
        public Tensor @double() => to(ScalarType.Float64);

        /// <summary>Converts to half precision.</summary>
        public Tensor half() => to(ScalarType.Float16);

        /// <summary>Overwrites the elements with those of another tensor, converting and broadcasting.</summary>
        public Tensor copy_(Tensor source) => CopyInto.CallInPlace(this, this, source);

        internal static int ElementSize(ScalarType type) => type switch
        {
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
            ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
            ScalarType.Int32 or ScalarType.Float32 => 4,
            _ => 8,
        };
    }

    /// <summary>The elements of a tensor, copied to managed memory.</summary>
    public sealed class TensorAccessor<T>
        where T : unmanaged
    {
        private readonly T[] _values;

        internal TensorAccessor(T[] values) => _values = values;

        /// <summary>Gets one element by its row-major number.</summary>
        public T this[long index] => _values[index];

        /// <summary>Gets all elements, row-major.</summary>
        public T[] ToArray() => _values;
    }
}
