using Sair.Torch.Interop;

namespace Sair.Torch;

#pragma warning disable CS8981, IDE1006 // The dialect is TorchSharp's.
public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator RsubOp = new("aten::rsub", "Scalar");

        /// <summary>Sum.</summary>
        public static Tensor operator +(Tensor left, Tensor right) => AddTensorOp.Call(left, right);

        /// <summary>Sum.</summary>
        public static Tensor operator +(Tensor left, Scalar right) => AddScalarOp.Call(left, right);

        /// <summary>Sum.</summary>
        public static Tensor operator +(Scalar left, Tensor right) => AddScalarOp.Call(right, left);

        /// <summary>Difference.</summary>
        public static Tensor operator -(Tensor left, Tensor right) => SubTensorOp.Call(left, right);

        /// <summary>Difference.</summary>
        public static Tensor operator -(Tensor left, Scalar right) => SubScalarOp.Call(left, right);

        /// <summary>Difference.</summary>
        public static Tensor operator -(Scalar left, Tensor right) => RsubOp.Call(right, left);

        /// <summary>Negation.</summary>
        public static Tensor operator -(Tensor value) => NegOp.Call(value);

        /// <summary>Product.</summary>
        public static Tensor operator *(Tensor left, Tensor right) => MulTensorOp.Call(left, right);

        /// <summary>Product.</summary>
        public static Tensor operator *(Tensor left, Scalar right) => MulScalarOp.Call(left, right);

        /// <summary>Product.</summary>
        public static Tensor operator *(Scalar left, Tensor right) => MulScalarOp.Call(right, left);

        /// <summary>Quotient.</summary>
        public static Tensor operator /(Tensor left, Tensor right) => DivTensorOp.Call(left, right);

        /// <summary>Quotient.</summary>
        public static Tensor operator /(Tensor left, Scalar right) => DivScalarOp.Call(left, right);

        /// <summary>Quotient.</summary>
        public static Tensor operator /(Scalar left, Tensor right) => MulScalarOp.Call(ReciprocalOp.Call(right), left);
    }
}
