using Sair.Engine.Diffusion;
using Sair.Engine.Losses;
using Sair.Engine.Networks;

namespace Sair.Evaluation.Verification.Cases;

/// <summary>The diffusion U-Net, its schedules, steps, loops and training loss.</summary>
internal static class DiffusionCases
{
    private static readonly NoiseSchedule Full = NoiseSchedule.Linear();

    public static void Network(GoldenFile golden, GoldenResults results)
    {
        using var network = DiffusionUNet.FromParameters(golden.Parameters()).to(golden.Device);
        var x = golden["in.x"].detach().requires_grad_();
        var steps = golden["in.t"];
        var y = network.Forward(x, steps, (name, features) => results[$"out.sample2.{name}"] = features[2..3]);
        results["out.y"] = y;
        results["out.timestep_embedding"] = TimestepEmbedding.Sinusoids(steps, network.Configuration.Channels);
        results["out.time_embed"] = network.Embed(steps);
        results["grad.x"] = autograd.grad([(y * golden["in.R"]).sum()], [x])[0];
    }

    public static void Schedule(GoldenFile golden, GoldenResults results)
    {
        var kept = Full.CumulativeAlphas;
        void Set(string name, IEnumerable<double> values) =>
            results[$"out.{name}"] = tensor(values.Select(value => (float)value).ToArray());
        Set("betas", Full.Betas);
        Set("alphas_cumprod", kept);
        Set("alphas_cumprod_prev", Full.PreviousCumulativeAlphas);
        Set("alphas_cumprod_next", Full.NextCumulativeAlphas);
        Set("sqrt_alphas_cumprod", kept.Select(Math.Sqrt));
        Set("sqrt_one_minus_alphas_cumprod", kept.Select(value => Math.Sqrt(1 - value)));
        Set("log_one_minus_alphas_cumprod", kept.Select(value => Math.Log(1 - value)));
        Set("sqrt_recip_alphas_cumprod", kept.Select(value => Math.Sqrt(1 / value)));
        Set("sqrt_recipm1_alphas_cumprod", kept.Select(value => Math.Sqrt((1 / value) - 1)));
        Set("posterior_variance", Full.PosteriorVariances);
        Set("posterior_log_variance_clipped", Full.ClippedPosteriorLogVariances);
        Set("posterior_mean_coef1", Full.StartCoefficients);
        Set("posterior_mean_coef2", Full.CurrentCoefficients);
        Set("log_betas", Full.Betas.Select(beta => Math.Log(beta)));
        foreach (var text in golden.Hyper.GetProperty("respacings").EnumerateArray().Select(entry => entry.GetString()!))
        {
            var name = $"respaced_{text.Replace(',', '_')}";
            var shorter = Full.Keep(TimestepRespacing.Choose(text, Full.Length));
            results[$"out.{name}.timestep_map"] = tensor(shorter.Timesteps);
            Set($"{name}.betas", shorter.Betas);
            Set($"{name}.alphas_cumprod", shorter.CumulativeAlphas);
            Set($"{name}.posterior_variance", shorter.PosteriorVariances);
            Set($"{name}.posterior_log_variance_clipped", shorter.ClippedPosteriorLogVariances);
        }
    }

    public static void Steps(GoldenFile golden, GoldenResults results)
    {
        using var network = DiffusionUNet.FromParameters(golden.Parameters()).to(golden.Device);
        var diffusion = new GaussianDiffusion(Full);
        var indices = Indices(golden["in.t"]);
        var start = golden["in.x_start"];
        var current = diffusion.AddNoise(start, indices, golden["in.noise"]);
        results["out.x_t"] = current;
        results["out.q_post_mean"] = diffusion.PosteriorMean(start, current, indices);
        results["out.q_post_logvar"] = NoiseSchedule.At(Full.ClippedPosteriorLogVariances, indices, CPU).flatten();
        results["out.q_post_var"] = NoiseSchedule.At(Full.PosteriorVariances, indices, CPU).flatten();
        using (no_grad())
        {
            var predicted = diffusion.Predict(network.forward, current, indices);
            var moves = tensor(indices.Select(index => index == 0 ? 0f : 1f).ToArray()).reshape(-1, 1, 1, 1).to(golden.Device);
            results["out.p_mean"] = predicted.Mean;
            results["out.p_variance"] = predicted.LogVariance.exp();
            results["out.p_log_variance"] = predicted.LogVariance;
            results["out.p_pred_xstart"] = predicted.PredictedStart;
            results["out.p_pred_xstart_noclip"] = diffusion.Predict(network.forward, current, indices, clips: false).PredictedStart;
            results["out.p_sample"] = predicted.Mean + (moves * (predicted.LogVariance * 0.5).exp() * golden["in.step_noise"]);
        }

        var guided = golden.Hyper.GetProperty("guided_t").EnumerateArray().Select(entry => entry.GetInt32()).ToList();
        for (var j = 0; j < guided.Count; j++)
        {
            Guided(golden, results, network, diffusion, guided[j], j);
        }
    }

    public static void Loop(GoldenFile golden, GoldenResults results)
    {
        using var network = DiffusionUNet.FromParameters(golden.Parameters()).to(golden.Device);
        foreach (var run in golden.Hyper.GetProperty("runs").EnumerateObject())
        {
            var spacing = run.Value.GetProperty("timestep_respacing").GetString()!;
            var diffusion = new GaussianDiffusion(spacing.Length == 0 ? Full : Full.Keep(TimestepRespacing.Choose(spacing, Full.Length)));
            var steps = run.Value.GetProperty("noise_step").GetInt32();
            var noises = golden[$"in.noises_{run.Name.Split('_')[0]}"];
            var guidance = new SkipGuidance(
                golden["in.ref"],
                run.Value.GetProperty("scale").GetDouble(),
                run.Value.GetProperty("skip").GetInt32(),
                run.Value.GetProperty("last").GetInt32(),
                run.Value.GetProperty("first").GetInt32()
            );
            var noisy = diffusion.AddNoise(guidance.Reference, [steps - 1], noises[..1]);
            using var sampler = new AncestralSampler(
                network.forward,
                diffusion,
                noisy,
                steps,
                index => noises[(steps - index)..(steps - index + 1)],
                guidance
            );
            var before = new List<Tensor>();
            while (sampler.Index >= 0)
            {
                before.Add(sampler.Sample.clone());
                sampler.Step();
            }

            results[$"out.{run.Name}.sample"] = sampler.Sample.clone();
            results[$"out.{run.Name}.x_before_step"] = cat(before);
            results[$"out.{run.Name}.x_before_step_0_10_20_30_40"] = cat([.. before.Where((_, i) => i % 10 == 0)]);
        }
    }

    public static void Training(GoldenFile golden, GoldenResults results)
    {
        using var network = DiffusionUNet.FromParameters(golden.Parameters()).to(golden.Device);
        network.Freeze(false);
        var terms = new DiffusionLoss(new GaussianDiffusion(Full)).Evaluate(
            network.forward,
            golden["in.x_start"],
            Indices(golden["in.t"]),
            golden["in.noise"]
        );
        var loss = terms.Noise + terms.Variational;
        var mean = loss.mean();
        mean.backward();
        var gradients = network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!);
        var norms = tensor(
            golden
                .Hyper.GetProperty("grad_norm_order")
                .EnumerateArray()
                .Select(name => gradients[name.GetString()!].norm().ToSingle())
                .ToArray()
        );
        results["out.vb"] = terms.Variational;
        results["out.mse"] = terms.Noise;
        results["out.loss"] = loss;
        results["out.loss_mean"] = mean;
        results["out.grad_l2_norms"] = norms;
        results["out.grad_total_norm"] = norms.norm();
        foreach (var (name, gradient) in gradients)
        {
            results[$"grad.{name}"] = gradient;
        }
    }

    private static void Guided(
        GoldenFile golden,
        GoldenResults results,
        DiffusionUNet network,
        GaussianDiffusion diffusion,
        int index,
        int row
    )
    {
        var reference = golden["in.ref"];
        var guidance = new SkipGuidance(reference, golden.Hyper.GetProperty("scale").GetDouble(), Interval: 1);
        int[] indices = [.. Enumerable.Repeat(index, (int)reference.shape[0])];
        var drawn = golden["in.guided_noise_q"][row];
        var noisy = index == Full.Length - 1 ? drawn : diffusion.AddNoise(reference, indices, drawn);
        var current = noisy.detach().requires_grad_();
        var predicted = diffusion.Predict(network.forward, current, indices);
        var distance = guidance.Distance(predicted.PredictedStart);
        var name = $"guided_t{index}";
        results[$"out.{name}.x_t"] = noisy;
        results[$"out.{name}.pred_xstart"] = predicted.PredictedStart;
        results[$"out.{name}.norm_sum"] = distance;
        results[$"grad.{name}.x_t"] = autograd.grad([distance], [current])[0];
        results[$"out.{name}.unguided_sample"] = Sample(null);
        results[$"out.{name}.sample"] = Sample(guidance);

        Tensor Sample(SkipGuidance? given)
        {
            using var sampler = new AncestralSampler(
                network.forward,
                diffusion,
                noisy,
                index + 1,
                _ => golden["in.guided_noise_p"][row],
                given
            );
            sampler.Step();
            return sampler.Sample.clone();
        }
    }

    private static int[] Indices(Tensor steps) => [.. steps.cpu().data<long>().ToArray().Select(step => (int)step)];
}
