using Sair.Torch.Interop;

namespace Sair.Torch;

#pragma warning disable CS8981, IDE1006 // The dialect is TorchSharp's.
public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator AddTensorOp = new("aten::add", "Tensor");
        private static readonly Operator AddScalarOp = new("aten::add", "Scalar");
        private static readonly Operator AddTensorInPlaceOp = new("aten::add_", "Tensor");
        private static readonly Operator AddScalarInPlaceOp = new("aten::add_", "Scalar");
        private static readonly Operator SubTensorOp = new("aten::sub", "Tensor");
        private static readonly Operator SubScalarOp = new("aten::sub", "Scalar");
        private static readonly Operator SubTensorInPlaceOp = new("aten::sub_", "Tensor");
        private static readonly Operator SubScalarInPlaceOp = new("aten::sub_", "Scalar");
        private static readonly Operator MulTensorOp = new("aten::mul", "Tensor");
        private static readonly Operator MulScalarOp = new("aten::mul", "Scalar");
        private static readonly Operator MulTensorInPlaceOp = new("aten::mul_", "Tensor");
        private static readonly Operator MulScalarInPlaceOp = new("aten::mul_", "Scalar");
        private static readonly Operator DivTensorOp = new("aten::div", "Tensor");
        private static readonly Operator DivScalarOp = new("aten::div", "Scalar");
        private static readonly Operator DivTensorInPlaceOp = new("aten::div_", "Tensor");
        private static readonly Operator DivScalarInPlaceOp = new("aten::div_", "Scalar");
        private static readonly Operator PowScalarOp = new("aten::pow", "Tensor_Scalar");
        private static readonly Operator PowTensorOp = new("aten::pow", "Tensor_Tensor");
        private static readonly Operator Atan2Op = new("aten::atan2");
        private static readonly Operator MaximumOp = new("aten::maximum");
        private static readonly Operator MinimumOp = new("aten::minimum");
        private static readonly Operator ClampOp = new("aten::clamp");
        private static readonly Operator ClampInPlaceOp = new("aten::clamp_");
        private static readonly Operator RemainderOp = new("aten::remainder", "Scalar");
        private static readonly Operator AddcmulOp = new("aten::addcmul");
        private static readonly Operator AddcmulInPlaceOp = new("aten::addcmul_");
        private static readonly Operator AddcdivInPlaceOp = new("aten::addcdiv_");
        private static readonly Operator LerpOp = new("aten::lerp", "Scalar");
        private static readonly Operator LerpInPlaceOp = new("aten::lerp_", "Scalar");
        private static readonly Operator MatmulOp = new("aten::matmul");
        private static readonly Operator MmOp = new("aten::mm");
        private static readonly Operator BmmOp = new("aten::bmm");
        private static readonly Operator ZeroInPlaceOp = new("aten::zero_");
        private static readonly Operator FillInPlaceOp = new("aten::fill_", "Scalar");
        private static readonly Operator NormalInPlaceOp = new("aten::normal_");
        private static readonly Operator UniformInPlaceOp = new("aten::uniform_");
        private static readonly Operator MaskedFillOp = new("aten::masked_fill", "Scalar");
        private static readonly Operator MaskedSelectOp = new("aten::masked_select");
        private static readonly Operator EqScalarOp = new("aten::eq", "Scalar");
        private static readonly Operator EqTensorOp = new("aten::eq", "Tensor");
        private static readonly Operator NeScalarOp = new("aten::ne", "Scalar");
        private static readonly Operator NeTensorOp = new("aten::ne", "Tensor");
        private static readonly Operator LtScalarOp = new("aten::lt", "Scalar");
        private static readonly Operator LtTensorOp = new("aten::lt", "Tensor");
        private static readonly Operator LeScalarOp = new("aten::le", "Scalar");
        private static readonly Operator LeTensorOp = new("aten::le", "Tensor");
        private static readonly Operator GtScalarOp = new("aten::gt", "Scalar");
        private static readonly Operator GtTensorOp = new("aten::gt", "Tensor");
        private static readonly Operator GeScalarOp = new("aten::ge", "Scalar");
        private static readonly Operator GeTensorOp = new("aten::ge", "Tensor");

        /// <summary>Sum.</summary>
        public Tensor add(Tensor other) => AddTensorOp.Call(this, other);

        /// <summary>Sum with a number.</summary>
        public Tensor add(Scalar other) => AddScalarOp.Call(this, other);

        /// <summary>Sum, in place.</summary>
        public Tensor add_(Tensor other) => AddTensorInPlaceOp.CallInPlace(this, this, other);

        /// <summary>Sum with a number, in place.</summary>
        public Tensor add_(Scalar other) => AddScalarInPlaceOp.CallInPlace(this, this, other);

        /// <summary>Difference.</summary>
        public Tensor sub(Tensor other) => SubTensorOp.Call(this, other);

        /// <summary>Difference with a number.</summary>
        public Tensor sub(Scalar other) => SubScalarOp.Call(this, other);

        /// <summary>Difference, in place.</summary>
        public Tensor sub_(Tensor other) => SubTensorInPlaceOp.CallInPlace(this, this, other);

        /// <summary>Difference with a number, in place.</summary>
        public Tensor sub_(Scalar other) => SubScalarInPlaceOp.CallInPlace(this, this, other);

        /// <summary>Product.</summary>
        public Tensor mul(Tensor other) => MulTensorOp.Call(this, other);

        /// <summary>Product with a number.</summary>
        public Tensor mul(Scalar other) => MulScalarOp.Call(this, other);

        /// <summary>Product, in place.</summary>
        public Tensor mul_(Tensor other) => MulTensorInPlaceOp.CallInPlace(this, this, other);

        /// <summary>Product with a number, in place.</summary>
        public Tensor mul_(Scalar other) => MulScalarInPlaceOp.CallInPlace(this, this, other);

        /// <summary>Quotient.</summary>
        public Tensor div(Tensor other) => DivTensorOp.Call(this, other);

        /// <summary>Quotient with a number.</summary>
        public Tensor div(Scalar other) => DivScalarOp.Call(this, other);

        /// <summary>Quotient, in place.</summary>
        public Tensor div_(Tensor other) => DivTensorInPlaceOp.CallInPlace(this, this, other);

        /// <summary>Quotient with a number, in place.</summary>
        public Tensor div_(Scalar other) => DivScalarInPlaceOp.CallInPlace(this, this, other);

        /// <summary>Power.</summary>
        public Tensor pow(Scalar exponent) => PowScalarOp.Call(this, exponent);

        /// <summary>Power.</summary>
        public Tensor pow(Tensor exponent) => PowTensorOp.Call(this, exponent);

        /// <summary>Arc tangent of this / other, by quadrant.</summary>
        public Tensor atan2(Tensor other) => Atan2Op.Call(this, other);

        /// <summary>Larger of two.</summary>
        public Tensor maximum(Tensor other) => MaximumOp.Call(this, other);

        /// <summary>Smaller of two.</summary>
        public Tensor minimum(Tensor other) => MinimumOp.Call(this, other);

        /// <summary>Keeps values within limits.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => ClampOp.Call(this, min is { } lo ? lo : Argument.None, max is { } hi ? hi : Argument.None);

        /// <summary>Keeps values within limits, in place.</summary>
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => ClampInPlaceOp.CallInPlace(this, this, min is { } lo ? lo : Argument.None, max is { } hi ? hi : Argument.None);

        /// <summary>Remainder with the sign of the divisor.</summary>
        public Tensor remainder(Scalar other) => RemainderOp.Call(this, other);

        /// <summary>this + value * tensor1 * tensor2.</summary>
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => AddcmulOp.Call(this, tensor1, tensor2, value);

        /// <summary>this + value * tensor1 * tensor2, in place.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => AddcmulInPlaceOp.CallInPlace(this, this, tensor1, tensor2, value);

        /// <summary>this + value * tensor1 / tensor2, in place.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => AddcdivInPlaceOp.CallInPlace(this, this, tensor1, tensor2, value);

        /// <summary>this + weight * (end − this).</summary>
        public Tensor lerp(Tensor end, Scalar weight) => LerpOp.Call(this, end, weight);

        /// <summary>this + weight * (end − this), in place.</summary>
        public Tensor lerp_(Tensor end, Scalar weight) => LerpInPlaceOp.CallInPlace(this, this, end, weight);

        /// <summary>Matrix product, batched and broadcast.</summary>
        public Tensor matmul(Tensor other) => MatmulOp.Call(this, other);

        /// <summary>Matrix product of two matrices.</summary>
        public Tensor mm(Tensor mat2) => MmOp.Call(this, mat2);

        /// <summary>Matrix products of two batches.</summary>
        public Tensor bmm(Tensor batch2) => BmmOp.Call(this, batch2);

        /// <summary>Sets every element to zero.</summary>
        public Tensor zero_() => ZeroInPlaceOp.CallInPlace(this, this);

        /// <summary>Sets every element to a value.</summary>
        public Tensor fill_(Scalar value) => FillInPlaceOp.CallInPlace(this, this, value);

        /// <summary>Draws every element from a normal distribution.</summary>
        public Tensor normal_(double mean = 0, double std = 1) => NormalInPlaceOp.CallInPlace(this, this, mean, std);

        /// <summary>Draws every element from a uniform distribution.</summary>
        public Tensor uniform_(double from = 0, double to = 1) => UniformInPlaceOp.CallInPlace(this, this, from, to);

        /// <summary>Replaces elements where the mask is true.</summary>
        public Tensor masked_fill(Tensor mask, Scalar value) => MaskedFillOp.Call(this, mask, value);

        /// <summary>Elements where the mask is true, in one dimension.</summary>
        public Tensor masked_select(Tensor mask) => MaskedSelectOp.Call(this, mask);

        /// <summary>Tells which elements are equal.</summary>
        public Tensor eq(Scalar other) => EqScalarOp.Call(this, other);

        /// <summary>Tells which elements are equal.</summary>
        public Tensor eq(Tensor other) => EqTensorOp.Call(this, other);

        /// <summary>Tells which elements are not equal.</summary>
        public Tensor ne(Scalar other) => NeScalarOp.Call(this, other);

        /// <summary>Tells which elements are not equal.</summary>
        public Tensor ne(Tensor other) => NeTensorOp.Call(this, other);

        /// <summary>Tells which elements are less.</summary>
        public Tensor lt(Scalar other) => LtScalarOp.Call(this, other);

        /// <summary>Tells which elements are less.</summary>
        public Tensor lt(Tensor other) => LtTensorOp.Call(this, other);

        /// <summary>Tells which elements are less or equal.</summary>
        public Tensor le(Scalar other) => LeScalarOp.Call(this, other);

        /// <summary>Tells which elements are less or equal.</summary>
        public Tensor le(Tensor other) => LeTensorOp.Call(this, other);

        /// <summary>Tells which elements are greater.</summary>
        public Tensor gt(Scalar other) => GtScalarOp.Call(this, other);

        /// <summary>Tells which elements are greater.</summary>
        public Tensor gt(Tensor other) => GtTensorOp.Call(this, other);

        /// <summary>Tells which elements are greater or equal.</summary>
        public Tensor ge(Scalar other) => GeScalarOp.Call(this, other);

        /// <summary>Tells which elements are greater or equal.</summary>
        public Tensor ge(Tensor other) => GeTensorOp.Call(this, other);
    }
}
