using Sair.Engine.Degradations;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Losses;
using Sair.Engine.Networks;

namespace Sair.Evaluation.Verification.Cases;

/// <summary>The whole published search: picture, objective, schedule and optimiser over several iterations.</summary>
internal static class ObjectiveCases
{
    private const double Floor = 1e-4;

    public static void Compute(GoldenFile golden, GoldenResults results)
    {
        var hyper = golden.Hyper;
        var weights = hyper.GetProperty("weights");
        var steps = hyper.GetProperty("steps").GetInt32();
        var scheduleSteps = hyper.GetProperty("adam").GetProperty("schedule_steps").GetInt32();
        var withEmotion = hyper.GetProperty("emotion").GetBoolean();
        using var generator = StyleGan2Generator.FromParameters(golden.Parameters("generator.")).to(golden.Device);
        var size = generator.Configuration.Size;
        using var downsample = SeparableFilter.BicubicDownsample(size, size, hyper.GetProperty("factor").GetInt32(), golden.Device);
        using var jpeg = hyper.GetProperty("jpeg").GetBoolean()
            ? new JpegApproximation(hyper.GetProperty("jpeg_quality").GetInt32(), transposedLuma: true, device: golden.Device)
            : null;
        Tensor Degrade(Tensor image) => jpeg is null ? downsample.Apply(image) : jpeg.Apply(downsample.Apply(image));
        Tensor Describe(Tensor image)
        {
            var features = nn.functional.conv2d(
                IResNetInput.Normalise(image),
                golden["param.idnet.weight"],
                golden["param.idnet.bias"],
                strides: [2, 2],
                padding: [1, 1]
            );
            return nn.functional.leaky_relu(features, 0.2).mean([2, 3]);
        }

        Tensor Picture(Tensor latent, int iteration) => PictureRange.PublishedStretch(generator.Synthesize(latent));
        using var identity = new IdentityLoss(Describe, Describe(golden["in.id_image"]));
        using var emotion = new EmotionLoss(golden["in.emotion"], published: true);
        var start = golden["in.latent_init"];
        var objective = new WeightedObjective([
            new("fidelity", weights.GetProperty("down").GetDouble(), new FidelityLoss(golden["in.lr_image"], Degrade, Floor)),
            new("cross", weights.GetProperty("cross").GetDouble(), new GeodesicCrossLoss()),
            new("identity", weights.GetProperty("id").GetDouble(), identity),
            new("latent", weights.GetProperty("l2").GetDouble(), new LatentPriorLoss(start)),
            new("emotion", withEmotion ? weights.GetProperty("emotion").GetDouble() : 0, emotion),
        ]);

        var first = Picture(start, 0);
        var raw = generator.Synthesize(start).clamp(-1, 1);
        results["out.image_step0"] = first;
        results["out.image_min_max_step0"] = stack([raw.min(), raw.max()]);
        results["out.degraded_step0"] = Degrade(first);
        results["out.gen_feature_step0"] = Describe(first);
        results["out.id_feature"] = Describe(golden["in.id_image"]);
        results["out.lr"] = tensor(
            Enumerable.Range(0, steps).Select(step => PublishedSettings.Schedule.RateAt(step, scheduleSteps)).ToArray()
        );
        Search(results, new LatentSearch(start, Picture, objective, PublishedSettings.Schedule, scheduleSteps), emotion, steps);
    }

    private static void Search(GoldenResults results, LatentSearch search, EmotionLoss emotion, int steps)
    {
        using (search)
        {
            var components = new List<Tensor>();
            var totals = new List<Tensor>();
            var weights = tensor(search.Objective.Terms.Select(term => (float)term.Weight).ToArray());
            for (var step = 0; step < steps; step++)
            {
                var reported = emotion.Evaluate(new LossContext(search.Latent, search.Latent, step, steps)).detach();
                search.Step();
                var values = search.Values!.clone();
                totals.Add((values * weights.to(values.device)).sum());
                components.Add(values.shape[0] == 5 ? values : cat([values, reported.reshape(1)]));
                results[$"out.latent_after_{step + 1}"] = search.Latent.detach().clone();
                results[$"grad.latent_step{step}"] = search.Latent.grad!.clone();
            }

            results["out.components"] = stack(components);
            results["out.loss"] = stack(totals);
        }
    }
}

/// <summary>Settings of the published code of Guo 2024.</summary>
internal static class PublishedSettings
{
    public static LearningRateSchedule Schedule { get; } = new(Peak: 0.1, RampUp: 0.05, RampDown: 0.25, FirstStepMoves: false);
}

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

/// <summary>The colour histogram in its published form.</summary>
internal static class HistogramCases
{
    private const double Divisor = 65536;

    public static void Histogram(GoldenFile golden, GoldenResults results)
    {
        var image = golden["in.image"].detach().requires_grad_();
        var reference = golden["in.reference"];
        var perChannel = PublishedHistogramLoss.EarthMoversDistance(image, reference);
        var histogram = PublishedHistogramLoss.Histogram(image);
        results["out.yuv_image"] = ColourHistogram.ToYuv(image);
        results["out.yuv_reference"] = ColourHistogram.ToYuv(reference);
        results["out.hist_image"] = histogram;
        results["out.hist_reference"] = PublishedHistogramLoss.Histogram(reference);
        results["out.hist_image_normalized"] = histogram / (image.shape[2] * image.shape[3]);
        results["out.emd_per_channel"] = perChannel;
        results["out.emd_loss"] = perChannel.mean();
        results["out.mi_loss_unused"] = MutualInformationLoss(image, reference);
        results["out.bin_centers"] = ColourHistogram.Centres();
        results["out.bin_halfwidth"] = tensor(ColourHistogram.HalfWidth);
        results["grad.image"] = autograd.grad([perChannel.mean()], [image])[0];
    }

    public static void Masked(GoldenFile golden, GoldenResults results)
    {
        var weight = golden.Hyper.GetProperty("weight").GetDouble();
        results["out.image_small"] = PublishedHistogramLoss.Shrink(golden["in.image"]);
        results["out.low_res_up"] = PublishedHistogramLoss.Enlarge(golden["in.low_res"], golden["in.mask"].shape[^1]);
        foreach (var level in new[] { 1, 255 })
        {
            var image = golden["in.image"].detach().requires_grad_();
            var mask = golden["in.mask"] * level;
            var distance = new PublishedHistogramLoss(golden["in.low_res"], mask).Evaluate(new LossContext(image, image, 0, 1));
            results[$"out.emd_mask{level}"] = distance;
            results[$"out.hist_loss_mask{level}"] = distance * (weight / Divisor);
            results[$"out.hist_image_mask{level}"] = PublishedHistogramLoss.Histogram(PublishedHistogramLoss.Shrink(image) * mask);
            results[$"grad.image_mask{level}"] = autograd.grad([distance], [image])[0];
        }
    }

    // 1 − I(a; b) / H(a, b) of the soft joint histogram, mean over channels: the published code computes it and leaves it unused.
    private static Tensor MutualInformationLoss(Tensor image, Tensor reference)
    {
        var pixels = image.shape[2] * image.shape[3];
        var a = ColourHistogram.PublishedCounts(ColourHistogram.ToYuv(image).flatten(2))[0]; // [3, 256, P]
        var b = ColourHistogram.PublishedCounts(ColourHistogram.ToYuv(reference).flatten(2))[0];
        var joint = a.matmul(b.transpose(1, 2)) / pixels; // [3, 256, 256]
        var product = (a.sum(-1) / pixels).unsqueeze(2) * (b.sum(-1) / pixels).unsqueeze(1);
        var information = Sum(joint * (joint / product).log());
        var entropy = -Sum(joint * joint.log());
        return (1 - (information / entropy)).mean();

        // Empty cells count as 0, the limit of p log p.
        Tensor Sum(Tensor cells) => where(joint.gt(0), cells, zeros_like(cells)).sum([1, 2]);
    }
}

/// <summary>The losses that see only the latent, and the published schedule.</summary>
internal static class LatentLossCases
{
    public static void Compute(GoldenFile golden, GoldenResults results)
    {
        var rate = golden.Hyper.GetProperty("lr");
        var steps = rate.GetProperty("steps").GetInt32();
        var schedule = PublishedSettings.Schedule;
        results["out.lr_400"] = tensor(Enumerable.Range(0, steps).Select(step => schedule.RateAt(step, steps)).ToArray());
        results["out.cross_loss_sample0"] = GeodesicCrossLoss.PerSample(golden["in.latent"])[0];
        results["out.cos_per_layer"] = EmotionLoss.PerRow(golden["in.latent"], golden["in.emotion"]);

        using var emotion = new EmotionLoss(golden["in.emotion"], published: true);
        Evaluate(golden, results, "cross_loss", "latent_cross", new GeodesicCrossLoss());
        Evaluate(golden, results, "emotion_loss", "latent_emotion", emotion);
        Evaluate(golden, results, "l2_loss", "latent_l2", new LatentPriorLoss(golden["in.latent_init"]));
    }

    private static void Evaluate(GoldenFile golden, GoldenResults results, string output, string gradient, ILoss loss)
    {
        var latent = golden["in.latent"].detach().requires_grad_();
        var value = loss.Evaluate(new LossContext(latent, latent, 0, 1));
        results["out." + output] = value;
        results["grad." + gradient] = autograd.grad([value], [latent])[0];
    }
}

/// <summary>The face recogniser of the published code and its input.</summary>
internal static class RecogniserCases
{
    public static void Preprocess(GoldenFile golden, GoldenResults results)
    {
        var repeat = golden.Hyper.GetProperty("tile_repeat").GetInt64();
        results["out.from_1024"] = IResNetInput.Prepare(golden["in.tile"].repeat(1, 1, repeat, repeat));
        var small = golden["in.small"].detach().requires_grad_();
        var prepared = IResNetInput.Prepare(small);
        results["out.from_small"] = prepared;
        results["grad.small"] = autograd.grad([(prepared * golden["in.R"]).sum()], [small])[0];
    }

    public static void IResNet(GoldenFile golden, GoldenResults results)
    {
        using var network = Engine.Networks.IResNet.FromParameters(golden.Parameters()).to(golden.Device);
        var x = golden["in.x"].detach().requires_grad_();
        var layers = network.ForwardLayers(x);
        var y = network.Describe(layers[^1]);
        results["out.layer1_sample0"] = layers[0][..1];
        for (var layer = 2; layer <= layers.Count; layer++)
        {
            results[$"out.layer{layer}"] = layers[layer - 1];
        }

        results["out.y"] = y;
        results["grad.x"] = autograd.grad([(y * golden["in.R"]).sum()], [x])[0];
    }
}
