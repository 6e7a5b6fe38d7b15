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
