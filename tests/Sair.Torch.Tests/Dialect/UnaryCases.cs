using static Sair.Torch.Tests.Dialect.OperatorCase;

namespace Sair.Torch.Tests.Dialect;

internal static class UnaryCases
{
    private static readonly double[] Inputs = [-1.5, -0.25, 0.5, 2];
    private static readonly double[] Positive = [0.25, 0.5, 1, 4];
    private static readonly double[] Unit = [-0.75, -0.25, 0.5, 1];

    public static IEnumerable<OperatorCase> All =>
    [
        Of("neg", x => x.neg(), v => -v),
        Of("-x", x => -x, v => -v),
        Of("abs", x => abs(x), Math.Abs),
        Of("exp", x => exp(x), Math.Exp),
        Of("square", x => square(x), v => v * v),
        Of("sin", x => x.sin(), Math.Sin),
        Of("cos", x => x.cos(), Math.Cos),
        Of("tanh", x => tanh(x), Math.Tanh),
        Of("atan", x => x.atan(), Math.Atan),
        Of("sigmoid", x => sigmoid(x), v => 1 / (1 + Math.Exp(-v))),
        Of("relu", x => x.relu(), v => Math.Max(v, 0)),
        Of("round to even", x => round(x), v => Math.Round(v, MidpointRounding.ToEven)),
        Of("floor", x => floor(x), Math.Floor),
        Of("ceil", x => x.ceil(), Math.Ceiling),
        Of("sign", x => x.sign(), v => Math.Sign(v)),
        Of("reciprocal", x => x.reciprocal(), v => 1 / v),
        Of("1 / x", x => 1 / x, v => 1 / v),
        Of("clone", x => x.clone(), v => v),
        Of("detach", x => x.detach(), v => v),
        Of("alias", x => x.alias(), v => v),
        Of("log", x => log(x), Math.Log, Positive),
        Of("log1p", x => x.log1p(), v => Math.Log(1 + v), Positive),
        Of("sqrt", x => sqrt(x), Math.Sqrt, Positive),
        Of("rsqrt", x => rsqrt(x), v => 1 / Math.Sqrt(v), Positive),
        Of("acos", x => x.acos(), Math.Acos, Unit),
        Of("asin", x => x.asin(), Math.Asin, Unit),
        new("erf", () => Row(-1, 0, 0.5f).erf(), [-0.8427008, 0, 0.5204999]),
        new("isnan", () => Row(1, float.NaN, float.PositiveInfinity).isnan(), [0, 1, 0]),
        new("isfinite", () => Row(1, float.NaN, float.PositiveInfinity).isfinite(), [1, 0, 0]),
        new("logical_not", () => tensor([true, false]).logical_not(), [0, 1]),
        new("to half and back", () => Row(1, 2.5f).half().@float(), [1, 2.5]),
        new("to double", () => Row(1, 2.5f).@double(), [1, 2.5]),
        new("to_type", () => Row(1.9f, -1.9f).to_type(int32), [1, -1]),
        new("to device", () => Row(3).to(CPU), [3]),
        new("cpu", () => Row(3).cpu(), [3]),
        new("leaky_relu", () => nn.functional.leaky_relu(Row(-2, 3), 0.2), [-0.4, 3]),
        new("functional.relu", () => nn.functional.relu(Row(-2, 3)), [0, 3]),
        new("relu6", () => nn.functional.relu6(Row(-2, 3, 9)), [0, 3, 6]),
        new("silu", () => nn.functional.silu(Row(-1, 2)), [-0.2689414, 1.7615942]),
        new("gelu", () => nn.functional.gelu(Row(-1, 2)), [-0.1586553, 1.9544997]),
        new("softplus", () => nn.functional.softplus(Row(-1, 2)), [0.3132617, 2.1269280]),
    ];

    private static OperatorCase Of(string name, Func<Tensor, Tensor> run, Func<double, double> reference, double[]? inputs = null)
    {
        var values = inputs ?? Inputs;
        return new OperatorCase(name, () => run(tensor(values).to(float32)), values.Select(reference).ToArray());
    }
}
