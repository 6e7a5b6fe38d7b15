using Sair.Torch.Interop;

namespace Sair.Torch;

#pragma warning disable CS8981, IDE1006 // The dialect is TorchSharp's.
public static partial class torch
{
    private static readonly Operator CatOp = new("aten::cat");
    private static readonly Operator StackOp = new("aten::stack");
    private static readonly Operator WhereOp = new("aten::where", "self");
    private static readonly Operator EinsumOp = new("aten::einsum");
    private static readonly Operator AddmmOp = new("aten::addmm");
    private static readonly Operator MeshgridOp = new("aten::meshgrid", "indexing");
    private static readonly Operator MultinomialOp = new("aten::multinomial");

    /// <summary>Joins tensors along an existing dimension.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => CatOp.Call(tensors.ToArray(), dim);

    /// <summary>Joins tensors along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => StackOp.Call(tensors.ToArray(), dim);

    /// <summary>Takes from <paramref name="x"/> where the condition holds, else from <paramref name="y"/>.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => WhereOp.Call(condition, x, y);

    /// <summary>Sums of products by Einstein's convention.</summary>
    public static Tensor einsum(string equation, params Tensor[] tensors) => EinsumOp.Call(equation, tensors);

    /// <summary>Matrix product, batched and broadcast.</summary>
    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    /// <summary>Matrix product plus a bias.</summary>
    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2) => AddmmOp.Call(input, mat1, mat2);

    /// <summary>Coordinate grids.</summary>
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij")
    {
        var list = tensors.ToArray();
        return MeshgridOp.CallMany(list.Length, list, indexing);
    }

    /// <summary>Draws numbers with the given weights.</summary>
    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false) => MultinomialOp.Call(input, num_samples, replacement);

    /// <summary>Absolute value.</summary>
    public static Tensor abs(Tensor input) => input.abs();

    /// <summary>Exponential.</summary>
    public static Tensor exp(Tensor input) => input.exp();

    /// <summary>Natural logarithm.</summary>
    public static Tensor log(Tensor input) => input.log();

    /// <summary>Square root.</summary>
    public static Tensor sqrt(Tensor input) => input.sqrt();

    /// <summary>One over the square root.</summary>
    public static Tensor rsqrt(Tensor input) => input.rsqrt();

    /// <summary>Square.</summary>
    public static Tensor square(Tensor input) => input.square();

    /// <summary>Hyperbolic tangent.</summary>
    public static Tensor tanh(Tensor input) => input.tanh();

    /// <summary>Logistic function.</summary>
    public static Tensor sigmoid(Tensor input) => input.sigmoid();

    /// <summary>Rounds half to even.</summary>
    public static Tensor round(Tensor input) => input.round();

    /// <summary>Rounds down.</summary>
    public static Tensor floor(Tensor input) => input.floor();

    /// <summary>Arc tangent of input / other, by quadrant.</summary>
    public static Tensor atan2(Tensor input, Tensor other) => input.atan2(other);

    /// <summary>Larger of two.</summary>
    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);

    /// <summary>Smaller of two.</summary>
    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);

    /// <summary>Keeps values within limits.</summary>
    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);

    /// <summary>Mean of all elements.</summary>
    public static Tensor mean(Tensor input) => input.mean();

    /// <summary>Sum of all elements.</summary>
    public static Tensor sum(Tensor input) => input.sum();

    /// <summary>Linear algebra.</summary>
    public static class linalg
    {
        private static readonly Operator SvdOp = new("aten::linalg_svd");
        private static readonly Operator EighOp = new("aten::linalg_eigh");
        private static readonly Operator SolveOp = new("aten::linalg_solve");
        private static readonly Operator CholeskyOp = new("aten::linalg_cholesky");

        /// <summary>Singular value decomposition.</summary>
        public static (Tensor U, Tensor S, Tensor Vh) svd(Tensor A, bool fullMatrices = true)
        {
            var parts = SvdOp.CallMany(3, A, fullMatrices);
            return (parts[0], parts[1], parts[2]);
        }

        /// <summary>Eigenvalues, ascending, and eigenvectors of a symmetric matrix.</summary>
        public static (Tensor Eigenvalues, Tensor Eigenvectors) eigh(Tensor A, char UPLO = 'L')
        {
            var parts = EighOp.CallMany(2, A, UPLO.ToString());
            return (parts[0], parts[1]);
        }

        /// <summary>Solves A X = B.</summary>
        public static Tensor solve(Tensor A, Tensor B) => SolveOp.Call(A, B);

        /// <summary>Lower Cholesky factor of a positive definite matrix.</summary>
        public static Tensor cholesky(Tensor input) => CholeskyOp.Call(input);
    }
}
