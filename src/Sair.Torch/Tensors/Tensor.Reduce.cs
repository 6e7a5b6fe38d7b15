using Sair.Torch.Interop;

namespace Sair.Torch;

#pragma warning disable CS8981, IDE1006 // The dialect is TorchSharp's.
public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator SumAllOp = new("aten::sum");
        private static readonly Operator SumDimOp = new("aten::sum", "dim_IntList");
        private static readonly Operator MeanAllOp = new("aten::mean");
        private static readonly Operator MeanDimOp = new("aten::mean", "dim");
        private static readonly Operator MaxAllOp = new("aten::max");
        private static readonly Operator MinAllOp = new("aten::min");
        private static readonly Operator AmaxOp = new("aten::amax");
        private static readonly Operator AminOp = new("aten::amin");
        private static readonly Operator ArgmaxOp = new("aten::argmax");
        private static readonly Operator ArgminOp = new("aten::argmin");
        private static readonly Operator StdAllOp = new("aten::std");
        private static readonly Operator VarDimOp = new("aten::var", "dim");
        private static readonly Operator StdDimOp = new("aten::std", "dim");
        private static readonly Operator ProdOp = new("aten::prod");
        private static readonly Operator CumsumOp = new("aten::cumsum");
        private static readonly Operator CumprodOp = new("aten::cumprod");
        private static readonly Operator NormAllOp = new("aten::norm", "Scalar");
        private static readonly Operator NormDimOp = new("aten::norm", "ScalarOpt_dim");
        private static readonly Operator AllOp = new("aten::all");
        private static readonly Operator AnyOp = new("aten::any");
        private static readonly Operator SoftmaxOp = new("aten::softmax", "int");
        private static readonly Operator LogSoftmaxOp = new("aten::log_softmax", "int");
        private static readonly Operator LogsumexpOp = new("aten::logsumexp");

        /// <summary>Sum of all elements.</summary>
        public Tensor sum() => SumAllOp.Call(this);

        /// <summary>Sum over dimensions.</summary>
        public Tensor sum(long[] dim, bool keepdim = false) => SumDimOp.Call(this, dim, keepdim);

        /// <summary>Mean of all elements.</summary>
        public Tensor mean() => MeanAllOp.Call(this);

        /// <summary>Mean over dimensions.</summary>
        public Tensor mean(long[] dim, bool keepdim = false) => MeanDimOp.Call(this, dim, keepdim);

        /// <summary>Largest element.</summary>
        public Tensor max() => MaxAllOp.Call(this);

        /// <summary>Smallest element.</summary>
        public Tensor min() => MinAllOp.Call(this);

        /// <summary>Largest values over dimensions.</summary>
        public Tensor amax(long[] dims, bool keepdim = false) => AmaxOp.Call(this, dims, keepdim);

        /// <summary>Smallest values over dimensions.</summary>
        public Tensor amin(long[] dims, bool keepdim = false) => AminOp.Call(this, dims, keepdim);

        /// <summary>Number of the largest element.</summary>
        public Tensor argmax() => ArgmaxOp.Call(this);

        /// <summary>Numbers of the largest elements along a dimension.</summary>
        public Tensor argmax(long dim, bool keepdim = false) => ArgmaxOp.Call(this, dim, keepdim);

        /// <summary>Numbers of the smallest elements along a dimension.</summary>
        public Tensor argmin(long dim, bool keepdim = false) => ArgminOp.Call(this, dim, keepdim);

        /// <summary>Standard deviation of all elements.</summary>
        public Tensor std(bool unbiased = true) => StdAllOp.Call(this, unbiased);

        /// <summary>Variance over dimensions.</summary>
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false) => VarDimOp.Call(this, dimensions, unbiased, keepdim);

        /// <summary>Standard deviation over dimensions.</summary>
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false) => StdDimOp.Call(this, dimensions, unbiased, keepdim);

        /// <summary>Product of all elements.</summary>
        public Tensor prod() => ProdOp.Call(this);

        /// <summary>Running sum along a dimension.</summary>
        public Tensor cumsum(long dim) => CumsumOp.Call(this, dim);

        /// <summary>Running product along a dimension.</summary>
        public Tensor cumprod(long dim) => CumprodOp.Call(this, dim);

        /// <summary>Euclidean norm of all elements.</summary>
        public Tensor norm() => NormAllOp.Call(this, 2L);

        /// <summary>p-norm along a dimension.</summary>
        public Tensor norm(long dim, bool keepdim = false, float p = 2) => NormDimOp.Call(this, (double)p, new long[] { dim }, keepdim);

        /// <summary>Whether all elements are true.</summary>
        public Tensor all() => AllOp.Call(this);

        /// <summary>Whether any element is true.</summary>
        public Tensor any() => AnyOp.Call(this);

        /// <summary>Exponentials that sum to 1 along a dimension.</summary>
        public Tensor softmax(long dim) => SoftmaxOp.Call(this, dim);

        /// <summary>Logarithm of the softmax.</summary>
        public Tensor log_softmax(long dim) => LogSoftmaxOp.Call(this, dim);

        /// <summary>log(sum(exp(x))) over dimensions.</summary>
        public Tensor logsumexp(long[] dim, bool keepdim = false) => LogsumexpOp.Call(this, dim, keepdim);

        private static readonly Operator MaxDimOp = new("aten::max", "dim");
        private static readonly Operator MinDimOp = new("aten::min", "dim");
        private static readonly Operator SortOp = new("aten::sort");
        private static readonly Operator TopkOp = new("aten::topk");

        /// <summary>Sum over one dimension.</summary>
        public Tensor sum(long dim, bool keepdim = false) => sum([dim], keepdim);

        /// <summary>Largest values along a dimension and where they stand.</summary>
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Pair(MaxDimOp.CallMany(2, this, dim, keepdim));

        /// <summary>Smallest values along a dimension and where they stand.</summary>
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Pair(MinDimOp.CallMany(2, this, dim, keepdim));

        /// <summary>Sorted values along a dimension and where they stood.</summary>
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false) => Pair(SortOp.CallMany(2, this, dim, descending));

        /// <summary>The k largest values along a dimension and where they stand.</summary>
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true) => Pair(TopkOp.CallMany(2, this, (long)k, (long)dim, largest));

        private static (Tensor First, Tensor Second) Pair(Tensor[] tensors) => (tensors[0], tensors[1]);
    }
}
