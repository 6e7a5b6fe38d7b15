namespace Sair.Torch;

#pragma warning disable CS8981, IDE1006 // The dialect is TorchSharp's.
public static partial class torch
{
    /// <summary>One position of an index expression: a number, a slice, <see cref="Colon"/>, <see cref="Ellipsis"/>, <see cref="Null"/> or a mask or index tensor.</summary>
    public readonly struct TensorIndex
    {
        internal enum Kind
        {
            Slice,
            Single,
            Ellipsis,
            Null,
            Tensor,
        }

        private TensorIndex(Kind kind, long? start = null, long? stop = null, long step = 1, torch.Tensor? tensor = null)
        {
            IndexKind = kind;
            Start = start;
            Stop = stop;
            Step = step;
            IndexTensor = tensor;
        }

        /// <summary>Gets the index that takes a whole dimension.</summary>
        public static TensorIndex Colon { get; } = new(Kind.Slice);

        /// <summary>Gets the index that stands for all dimensions not named.</summary>
        public static TensorIndex Ellipsis { get; } = new(Kind.Ellipsis);

        /// <summary>Gets the index that inserts a dimension of size 1.</summary>
        public static TensorIndex Null { get; } = new(Kind.Null);

        internal Kind IndexKind { get; }

        internal long? Start { get; }

        internal long? Stop { get; }

        internal long Step { get; }

        internal torch.Tensor? IndexTensor { get; }

        /// <summary>Takes elements from <paramref name="start"/> up to, not including, <paramref name="stop"/>.</summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(Kind.Slice, start, stop, step ?? 1);

        /// <summary>Takes one element and drops the dimension.</summary>
        public static implicit operator TensorIndex(long value) => new(Kind.Single, value);

        /// <summary>Takes one element and drops the dimension.</summary>
        public static implicit operator TensorIndex(int value) => new(Kind.Single, value);

        /// <summary>Takes a range.</summary>
        public static implicit operator TensorIndex(Range range) => Slice(From(range.Start), range.End.Equals(^0) ? null : From(range.End));

        /// <summary>Takes by mask or by numbers.</summary>
        public static implicit operator TensorIndex(torch.Tensor tensor) => new(Kind.Tensor, tensor: tensor);

        private static long From(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
