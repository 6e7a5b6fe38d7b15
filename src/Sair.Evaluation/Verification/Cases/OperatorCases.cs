using System.Text.Json;
using Sair.Engine.Networks;

namespace Sair.Evaluation.Verification.Cases;

/// <summary>The small operators of StyleGAN2 with all their gradients.</summary>
internal static class OperatorCases
{
    public static void Compute(GoldenFile golden, GoldenResults results)
    {
        foreach (var convolution in golden.Hyper.GetProperty("modconv").EnumerateObject())
        {
            Modulated(golden, results, "modconv_" + convolution.Name, convolution.Value);
        }

        foreach (var filter in golden.Hyper.GetProperty("upfirdn2d").EnumerateObject())
        {
            var name = "upfirdn2d_" + filter.Name;
            var pad = filter.Value.GetProperty("pad");
            Differentiate(golden, results, name, [], x => UpFirDn.Apply(
                x, golden[$"in.{name}.kernel"], Integer(filter.Value, "up"), Integer(filter.Value, "down"), pad[0].GetInt32(), pad[1].GetInt32()));
        }

        foreach (var name in new[] { "fused_lrelu_d4", "fused_lrelu_d2", "fused_lrelu_d3" })
        {
            var bias = Leaf(golden[$"param.{name}.bias"]);
            Differentiate(golden, results, name, [("bias", bias)], x => BiasActivation.Apply(x, bias));
        }

        Linear(golden, results, "equal_linear_act", golden.Hyper.GetProperty("equal_linear").GetProperty("lr_mul").GetDouble(), activate: true);
        Linear(golden, results, "equal_linear_lin", 1, activate: false);
        Differentiate(golden, results, "pixelnorm", [], StyleGan2Latents.PixelNorm);
    }

    private static void Modulated(GoldenFile golden, GoldenResults results, string name, JsonElement hyper)
    {
        using var convolution = new ModulatedConvolution(
            Integer(hyper, "in_channel"),
            Integer(hyper, "out_channel"),
            Integer(hyper, "kernel_size"),
            Integer(hyper, "style_dim"),
            hyper.GetProperty("demodulate").GetBoolean(),
            hyper.GetProperty("upsample").GetBoolean(),
            hyper.GetProperty("downsample").GetBoolean());
        Load(convolution, golden, name);
        var style = Leaf(golden[$"in.{name}.style"]);
        Differentiate(golden, results, name, [("style", style), .. Named(convolution)], x =>
        {
            var (unscaled, scale) = convolution.Convolve(x, style);
            return scale is null ? unscaled : unscaled * scale;
        });
    }

    private static void Linear(GoldenFile golden, GoldenResults results, string name, double multiplier, bool activate)
    {
        var hyper = golden.Hyper.GetProperty("equal_linear");
        using var linear = new EqualizedLinear(Integer(hyper, "in_dim"), Integer(hyper, "out_dim"), learningRateMultiplier: multiplier, activate: activate);
        Load(linear, golden, name);
        Differentiate(golden, results, name, Named(linear), linear.forward);
    }

    // Only what the file asks for is stored; further gradients cost nothing here.
    private static void Differentiate(GoldenFile golden, GoldenResults results, string name, IReadOnlyList<(string Name, Tensor Leaf)> leaves, Func<Tensor, Tensor> function)
    {
        var x = Leaf(golden[$"in.{name}.x"]);
        var y = function(x);
        results[$"out.{name}.y"] = y;
        var gradients = autograd.grad([(y * golden[$"in.{name}.R"]).sum()], [x, .. leaves.Select(leaf => leaf.Leaf)]);
        results[$"grad.{name}.x"] = gradients[0];
        for (var i = 0; i < leaves.Count; i++)
        {
            results[$"grad.{name}.{leaves[i].Name}"] = gradients[i + 1];
        }
    }

    // The blur kernel of the file is the constant that the product's filters have built in.
    private static void Load(nn.Module module, GoldenFile golden, string name)
    {
        module.load_state_dict(golden.Parameters(name + ".").Where(entry => !entry.Key.EndsWith(".kernel", StringComparison.Ordinal)).ToDictionary(entry => entry.Key, entry => entry.Value));
        module.to(golden.Device);
    }

    private static List<(string Name, Tensor Leaf)> Named(nn.Module module) => [.. module.named_parameters().Select(entry => (entry.name, (Tensor)entry.parameter))];

    private static Tensor Leaf(Tensor value) => value.detach().requires_grad_();

    private static int Integer(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
