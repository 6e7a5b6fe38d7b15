using Sair.Engine.Degradations;

namespace Sair.Evaluation.Verification.Cases;

/// <summary>The published down-sampler and the differentiable JPEG.</summary>
internal static class DegradationCases
{
    public static void Bicubic(GoldenFile golden, GoldenResults results)
    {
        foreach (var factor in golden.Hyper.GetProperty("factors").EnumerateArray().Select(value => value.GetInt32()))
        {
            var x = golden[$"in.x_f{factor}"].detach().requires_grad_();
            using var filter = SeparableFilter.BicubicDownsample((int)x.shape[2], (int)x.shape[3], factor, golden.Device);
            var y = filter.Apply(x);
            results[$"out.kernel_f{factor}"] = tensor(BicubicKernel.Taps(factor));
            results[$"out.y_f{factor}"] = y;
            results[$"grad.x_f{factor}"] = autograd.grad([(y * golden[$"in.R_f{factor}"]).sum()], [x])[0];
        }
    }

    public static void Jpeg(GoldenFile golden, GoldenResults results)
    {
        foreach (var (name, quality) in new[] { ("s64_q10", 10), ("s64_q80", 80), ("s32_q10", 10) })
        {
            using var jpeg = new JpegApproximation(quality, transposedLuma: true, device: golden.Device);
            var x = golden[$"in.x_{name}"].detach().requires_grad_();
            var coefficients = jpeg.Encode(x);
            var y = jpeg.Apply(x);
            results[$"out.coef_y_{name}"] = coefficients.Y;
            results[$"out.coef_cb_{name}"] = coefficients.Cb;
            results[$"out.coef_cr_{name}"] = coefficients.Cr;
            results[$"out.y_{name}"] = y;
            results[$"grad.x_{name}"] = autograd.grad([(y * golden[$"in.R_{name}"]).sum()], [x])[0];
            results[$"out.factor_q{quality}"] = tensor(JpegTables.Factor(quality));
            results["out.y_table"] = jpeg.LumaTable.clone();
            results["out.c_table"] = jpeg.ChromaTable.clone();
        }
    }
}
