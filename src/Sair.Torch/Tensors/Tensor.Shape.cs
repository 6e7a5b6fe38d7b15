using Sair.Torch.Interop;

namespace Sair.Torch;

#pragma warning disable CS8981, IDE1006 // The dialect is TorchSharp's.
public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator ReshapeOp = new("aten::reshape");
        private static readonly Operator ViewOp = new("aten::view");
        private static readonly Operator AsStridedOp = new("aten::as_strided");
        private static readonly Operator ExpandOp = new("aten::expand");
        private static readonly Operator RepeatOp = new("aten::repeat");
        private static readonly Operator PermuteOp = new("aten::permute");
        private static readonly Operator TransposeOp = new("aten::transpose", "int");
        private static readonly Operator TOp = new("aten::t");
        private static readonly Operator ContiguousOp = new("aten::contiguous");
        private static readonly Operator UnsqueezeOp = new("aten::unsqueeze");
        private static readonly Operator SqueezeDimOp = new("aten::squeeze", "dim");
        private static readonly Operator SqueezeAllOp = new("aten::squeeze");
        private static readonly Operator FlattenOp = new("aten::flatten", "using_ints");
        private static readonly Operator NarrowOp = new("aten::narrow");
        private static readonly Operator SelectOp = new("aten::select", "int");
        private static readonly Operator SliceOp = new("aten::slice", "Tensor");
        private static readonly Operator FlipOp = new("aten::flip");
        private static readonly Operator RollOp = new("aten::roll");
        private static readonly Operator IndexSelectOp = new("aten::index_select");
        private static readonly Operator GatherOp = new("aten::gather");
        private static readonly Operator ScatterInPlaceOp = new("aten::scatter_", "src");
        private static readonly Operator ScatterAddInPlaceOp = new("aten::scatter_add_");
        private static readonly Operator IndexAddInPlaceOp = new("aten::index_add_");
        private static readonly Operator TriuOp = new("aten::triu");
        private static readonly Operator TrilOp = new("aten::tril");
        private static readonly Operator NonzeroOp = new("aten::nonzero");
        private static readonly Operator DiagOp = new("aten::diag");

        /// <summary>Same elements in another shape; −1 is worked out.</summary>
        public Tensor reshape(params long[] shape) => ReshapeOp.Call(this, shape);

        /// <summary>Same memory in another shape; the tensor must be contiguous enough.</summary>
        public Tensor view(params long[] shape) => ViewOp.Call(this, shape);

        /// <summary>A view of the storage with the given sizes and steps.</summary>
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) => AsStridedOp.Call(this, size, strides, storageOffset);

        /// <summary>Repeats dimensions of size 1 without copying.</summary>
        public Tensor expand(params long[] sizes) => ExpandOp.Call(this, sizes);

        /// <summary>Repeats the tensor.</summary>
        public Tensor repeat(params long[] sizes) => RepeatOp.Call(this, sizes);

        /// <summary>Reorders dimensions.</summary>
        public Tensor permute(params long[] permutation) => PermuteOp.Call(this, permutation);

        /// <summary>Swaps two dimensions.</summary>
        public Tensor transpose(long dim0, long dim1) => TransposeOp.Call(this, dim0, dim1);

        /// <summary>Swaps the two dimensions of a matrix.</summary>
        public Tensor t() => TOp.Call(this);

        /// <summary>Row-major memory.</summary>
        public Tensor contiguous() => ContiguousOp.Call(this);

        /// <summary>Inserts a dimension of size 1.</summary>
        public Tensor unsqueeze(long dim) => UnsqueezeOp.Call(this, dim);

        /// <summary>Drops a dimension of size 1.</summary>
        public Tensor squeeze(long dim) => SqueezeDimOp.Call(this, dim);

        /// <summary>Drops all dimensions of size 1.</summary>
        public Tensor squeeze() => SqueezeAllOp.Call(this);

        /// <summary>Merges dimensions.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => FlattenOp.Call(this, start_dim, end_dim);

        /// <summary>A part of one dimension.</summary>
        public Tensor narrow(long dim, long start, long length) => NarrowOp.Call(this, dim, start, length);

        /// <summary>One element of a dimension.</summary>
        public Tensor select(long dim, long index) => SelectOp.Call(this, dim, index);

        /// <summary>A strided part of one dimension.</summary>
        public Tensor slice(long dim, long start, long finish, long step) => SliceOp.Call(this, dim, start, finish, step);

        /// <summary>Reverses dimensions.</summary>
        public Tensor flip(params long[] dims) => FlipOp.Call(this, dims);

        /// <summary>Shifts with wrap-around.</summary>
        public Tensor roll(long shifts, long dims) => RollOp.Call(this, new long[] { shifts }, new long[] { dims });

        /// <summary>Rows by number.</summary>
        public Tensor index_select(long dim, Tensor index) => IndexSelectOp.Call(this, dim, index);

        /// <summary>Elements by number along a dimension.</summary>
        public Tensor gather(long dim, Tensor index) => GatherOp.Call(this, dim, index);

        /// <summary>Writes elements by number along a dimension, in place.</summary>
        public Tensor scatter_(long dim, Tensor index, Tensor src) => ScatterInPlaceOp.CallInPlace(this, this, dim, index, src);

        /// <summary>Adds elements by number along a dimension, in place.</summary>
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => ScatterAddInPlaceOp.CallInPlace(this, this, dim, index, src);

        /// <summary>Adds rows by number, in place.</summary>
        public Tensor index_add_(long dim, Tensor index, Tensor source) => IndexAddInPlaceOp.CallInPlace(this, this, dim, index, source);

        /// <summary>Upper triangle.</summary>
        public Tensor triu(long diagonal = 0) => TriuOp.Call(this, diagonal);

        /// <summary>Lower triangle.</summary>
        public Tensor tril(long diagonal = 0) => TrilOp.Call(this, diagonal);

        /// <summary>Indices of elements that are not zero, one row each.</summary>
        public Tensor nonzero() => NonzeroOp.Call(this);

        /// <summary>Diagonal of a matrix, or a matrix with this diagonal.</summary>
        public Tensor diag(long diagonal = 0) => DiagOp.Call(this, diagonal);

        private static readonly Operator IndexOp = new("aten::index", "Tensor");
        private static readonly Operator ChunkOp = new("aten::chunk");
        private static readonly Operator SplitOp = new("aten::split", "Tensor");
        private static readonly Operator UnbindOp = new("aten::unbind", "int");
        private static readonly Operator SliceOpenOp = new("aten::slice", "Tensor");

        /// <summary>Takes a part by one index per dimension; dimensions not named are taken whole.</summary>
        public Tensor this[params TensorIndex[] indices]
        {
            get => Take(indices);
            set => Take(indices).copy_(value);
        }

        /// <summary>Splits a dimension into parts of nearly equal size.</summary>
        public Tensor[] chunk(long chunks, long dim = 0) => ChunkOp.CallMany(checked((int)chunks), this, chunks, dim);

        /// <summary>Splits a dimension into parts of a given size.</summary>
        public Tensor[] split(long size, long dim = 0) => SplitOp.CallMany(checked((int)((this.size((int)dim) + size - 1) / size)), this, size, dim);

        /// <summary>Splits a dimension into its elements.</summary>
        public Tensor[] unbind(long dim = 0) => UnbindOp.CallMany(checked((int)size((int)dim)), this, dim);

        private Tensor Take(TensorIndex[] indices)
        {
            ArgumentNullException.ThrowIfNull(indices);
            var result = alias();
            long dim = 0;
            for (var i = 0; i < indices.Length; i++)
            {
                var index = indices[i];
                switch (index.IndexKind)
                {
                    case TensorIndex.Kind.Single:
                        result = result.select(dim, index.Start!.Value);
                        break;
                    case TensorIndex.Kind.Slice:
                        result = SliceOpenOp.Call(result, dim++, index.Start, index.Stop, index.Step);
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        dim = result.ndim - indices.Skip(i + 1).Count(rest => rest.IndexKind != TensorIndex.Kind.Null);
                        break;
                    case TensorIndex.Kind.Null:
                        result = result.unsqueeze(dim++);
                        break;
                    case TensorIndex.Kind.Tensor:
                        var list = new Tensor?[dim + 1];
                        list[dim] = index.IndexTensor;
                        result = IndexOp.Call(result, list);
                        dim += index.IndexTensor!.dtype == ScalarType.Bool ? 1 : index.IndexTensor.ndim;
                        break;
                }
            }

            return result;
        }
    }
}
