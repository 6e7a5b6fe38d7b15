using Sair.Torch.Interop;

namespace Sair.Torch;

#pragma warning disable CS8981, IDE1006 // The dialect is TorchSharp's.
public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator NegOp = new("aten::neg");
        private static readonly Operator AbsOp = new("aten::abs");
        private static readonly Operator ExpOp = new("aten::exp");
        private static readonly Operator LogOp = new("aten::log");
        private static readonly Operator Log1pOp = new("aten::log1p");
        private static readonly Operator SqrtOp = new("aten::sqrt");
        private static readonly Operator RsqrtOp = new("aten::rsqrt");
        private static readonly Operator SquareOp = new("aten::square");
        private static readonly Operator SinOp = new("aten::sin");
        private static readonly Operator CosOp = new("aten::cos");
        private static readonly Operator TanhOp = new("aten::tanh");
        private static readonly Operator AtanOp = new("aten::atan");
        private static readonly Operator AcosOp = new("aten::acos");
        private static readonly Operator AsinOp = new("aten::asin");
        private static readonly Operator SigmoidOp = new("aten::sigmoid");
        private static readonly Operator ReluOp = new("aten::relu");
        private static readonly Operator RoundOp = new("aten::round");
        private static readonly Operator FloorOp = new("aten::floor");
        private static readonly Operator CeilOp = new("aten::ceil");
        private static readonly Operator SignOp = new("aten::sign");
        private static readonly Operator ErfOp = new("aten::erf");
        private static readonly Operator ReciprocalOp = new("aten::reciprocal");
        private static readonly Operator IsnanOp = new("aten::isnan");
        private static readonly Operator IsfiniteOp = new("aten::isfinite");
        private static readonly Operator LogicalNotOp = new("aten::logical_not");
        private static readonly Operator DetachOp = new("aten::detach");
        private static readonly Operator CloneOp = new("aten::clone");

        /// <summary>Negates.</summary>
        public Tensor neg() => NegOp.Call(this);

        /// <summary>Absolute value.</summary>
        public Tensor abs() => AbsOp.Call(this);

        /// <summary>Exponential.</summary>
        public Tensor exp() => ExpOp.Call(this);

        /// <summary>Natural logarithm.</summary>
        public Tensor log() => LogOp.Call(this);

        /// <summary>log(1 + x).</summary>
        public Tensor log1p() => Log1pOp.Call(this);

        /// <summary>Square root.</summary>
        public Tensor sqrt() => SqrtOp.Call(this);

        /// <summary>One over the square root.</summary>
        public Tensor rsqrt() => RsqrtOp.Call(this);

        /// <summary>Square.</summary>
        public Tensor square() => SquareOp.Call(this);

        /// <summary>Sine.</summary>
        public Tensor sin() => SinOp.Call(this);

        /// <summary>Cosine.</summary>
        public Tensor cos() => CosOp.Call(this);

        /// <summary>Hyperbolic tangent.</summary>
        public Tensor tanh() => TanhOp.Call(this);

        /// <summary>Arc tangent.</summary>
        public Tensor atan() => AtanOp.Call(this);

        /// <summary>Arc cosine.</summary>
        public Tensor acos() => AcosOp.Call(this);

        /// <summary>Arc sine.</summary>
        public Tensor asin() => AsinOp.Call(this);

        /// <summary>Logistic function.</summary>
        public Tensor sigmoid() => SigmoidOp.Call(this);

        /// <summary>max(x, 0).</summary>
        public Tensor relu() => ReluOp.Call(this);

        /// <summary>Rounds half to even.</summary>
        public Tensor round() => RoundOp.Call(this);

        /// <summary>Rounds down.</summary>
        public Tensor floor() => FloorOp.Call(this);

        /// <summary>Rounds up.</summary>
        public Tensor ceil() => CeilOp.Call(this);

        /// <summary>−1, 0 or 1.</summary>
        public Tensor sign() => SignOp.Call(this);

        /// <summary>Error function.</summary>
        public Tensor erf() => ErfOp.Call(this);

        /// <summary>One over x.</summary>
        public Tensor reciprocal() => ReciprocalOp.Call(this);

        /// <summary>Tells which elements are not a number.</summary>
        public Tensor isnan() => IsnanOp.Call(this);

        /// <summary>Tells which elements are finite.</summary>
        public Tensor isfinite() => IsfiniteOp.Call(this);

        /// <summary>Negates truth values.</summary>
        public Tensor logical_not() => LogicalNotOp.Call(this);

        /// <summary>Cuts loose from the graph; shares the elements.</summary>
        public Tensor detach() => DetachOp.Call(this);

        /// <summary>Copies the elements.</summary>
        public Tensor clone() => CloneOp.Call(this);
    }
}
