using System.Text.Json;
using Sair.Engine.Networks;

namespace Sair.Evaluation.Verification.Cases;

/// <summary>The StyleGAN2 generator in both public layouts.</summary>
internal static class StyleGan2Cases
{
    public static void Rosinality(GoldenFile golden, GoldenResults results)
    {
        using var generator = StyleGan2Generator.FromParameters(golden.Parameters()).to(golden.Device);
        generator.Freeze(); // the other layout's case runs unfrozen
        var rows = generator.Configuration.LatentCount;
        var psi = golden.Hyper.GetProperty("truncation").GetDouble();
        var latents = golden["in.w_plus"].detach().requires_grad_();
        var levels = generator.SynthesizeAll(latents);
        foreach (var level in levels)
        {
            results[$"out.feat_{level.Side}"] = level.Features;
            results[$"out.rgb_{level.Side}"] = level.Picture;
            if (level.Doubled is { } doubled)
            {
                results[$"out.feat_{level.Side}_up"] = doubled;
            }
        }

        results["out.image"] = levels[^1].Picture;
        results["grad.w_plus"] = autograd.grad([(levels[^1].Picture * golden["in.R"]).sum()], [latents])[0];

        var w = generator.Map(golden["in.z"]);
        var mean = generator.Map(golden["in.z_mean"]).mean([0], keepdim: true);
        var truncated = StyleGan2Latents.Truncate(StyleGan2Latents.Repeat(w, rows), mean, psi);
        var mixed = StyleGan2Latents.Mix(w, generator.Map(golden["in.z2"]), golden.Hyper.GetProperty("inject_index").GetInt32(), rows);
        results["out.z_pixelnorm"] = StyleGan2Latents.PixelNorm(golden["in.z"]);
        results["out.w"] = w;
        results["out.mean_latent"] = mean;
        results["out.image_from_z"] = generator.Synthesize(StyleGan2Latents.Repeat(w, rows));
        results["out.latent_trunc"] = truncated;
        results["out.image_trunc"] = generator.Synthesize(truncated);
        results["out.latent_mix"] = mixed;
        results["out.image_mix"] = generator.Synthesize(mixed);
    }

    public static void Nvlabs(GoldenFile golden, GoldenResults results)
    {
        var parameters = StyleGan2Names.FromNvlabs(golden.Parameters());
        using var generator = StyleGan2Generator.FromParameters(parameters).to(golden.Device);
        var psi = golden.Hyper.GetProperty("truncation_psi").GetDouble();
        var latents = golden["in.w_plus"].detach().requires_grad_();
        var image = generator.Synthesize(latents);
        results["out.image"] = image;
        results["out.image_nonfused"] = image; // the one path that the generator has
        results["out.image_nonoise"] = generator.Synthesize(latents, [.. generator.ConstantNoise.Select(value => zeros_like(value))]);
        results["grad.w_plus"] = autograd.grad([(image * golden["in.R"]).sum()], [latents])[0];

        var ws = StyleGan2Latents.Repeat(generator.Map(golden["in.z"]), generator.Configuration.LatentCount);
        var truncated = StyleGan2Latents.Truncate(ws, parameters["latent_avg"], psi);
        results["out.ws"] = ws;
        results["out.ws_trunc"] = truncated;
        results["out.ws_trunc_cutoff4"] = StyleGan2Latents.Truncate(ws, parameters["latent_avg"], psi, rows: 4);
        results["out.image_from_z"] = generator.Synthesize(ws);
        results["out.image_trunc"] = generator.Synthesize(truncated);
    }
}

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
            Differentiate(
                golden,
                results,
                name,
                [],
                x =>
                    UpFirDn.Apply(
                        x,
                        golden[$"in.{name}.kernel"],
                        Integer(filter.Value, "up"),
                        Integer(filter.Value, "down"),
                        pad[0].GetInt32(),
                        pad[1].GetInt32()
                    )
            );
        }

        foreach (var name in new[] { "fused_lrelu_d4", "fused_lrelu_d2", "fused_lrelu_d3" })
        {
            var bias = Leaf(golden[$"param.{name}.bias"]);
            Differentiate(golden, results, name, [("bias", bias)], x => BiasActivation.Apply(x, bias));
        }

        Linear(
            golden,
            results,
            "equal_linear_act",
            golden.Hyper.GetProperty("equal_linear").GetProperty("lr_mul").GetDouble(),
            activate: true
        );
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
            hyper.GetProperty("downsample").GetBoolean()
        );
        Load(convolution, golden, name);
        var style = Leaf(golden[$"in.{name}.style"]);
        Differentiate(
            golden,
            results,
            name,
            [("style", style), .. Named(convolution)],
            x =>
            {
                var (unscaled, scale) = convolution.Convolve(x, style);
                return scale is null ? unscaled : unscaled * scale;
            }
        );
    }

    private static void Linear(GoldenFile golden, GoldenResults results, string name, double multiplier, bool activate)
    {
        var hyper = golden.Hyper.GetProperty("equal_linear");
        using var linear = new EqualizedLinear(
            Integer(hyper, "in_dim"),
            Integer(hyper, "out_dim"),
            learningRateMultiplier: multiplier,
            activate: activate
        );
        Load(linear, golden, name);
        Differentiate(golden, results, name, Named(linear), linear.forward);
    }

    // Only what the file asks for is stored; further gradients cost nothing here.
    private static void Differentiate(
        GoldenFile golden,
        GoldenResults results,
        string name,
        IReadOnlyList<(string Name, Tensor Leaf)> leaves,
        Func<Tensor, Tensor> function
    )
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
        module.load_state_dict(
            golden
                .Parameters(name + ".")
                .Where(entry => !entry.Key.EndsWith(".kernel", StringComparison.Ordinal))
                .ToDictionary(entry => entry.Key, entry => entry.Value)
        );
        module.to(golden.Device);
    }

    private static List<(string Name, Tensor Leaf)> Named(nn.Module module) =>
        [.. module.named_parameters().Select(entry => (entry.name, (Tensor)entry.parameter))];

    private static Tensor Leaf(Tensor value) => value.detach().requires_grad_();

    private static int Integer(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
