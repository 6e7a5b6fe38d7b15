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
        using var jpeg = hyper.GetProperty("jpeg").GetBoolean() ? new JpegApproximation(hyper.GetProperty("jpeg_quality").GetInt32(), transposedLuma: true, device: golden.Device) : null;
        Tensor Degrade(Tensor image) => jpeg is null ? downsample.Apply(image) : jpeg.Apply(downsample.Apply(image));
        Tensor Describe(Tensor image)
        {
            var features = nn.functional.conv2d(IResNetInput.Normalise(image), golden["param.idnet.weight"], golden["param.idnet.bias"], strides: [2, 2], padding: [1, 1]);
            return nn.functional.leaky_relu(features, 0.2).mean([2, 3]);
        }

        Tensor Picture(Tensor latent, int iteration) => PictureRange.PublishedStretch(generator.Synthesize(latent));
        using var identity = new IdentityLoss(Describe, Describe(golden["in.id_image"]));
        using var emotion = new EmotionLoss(golden["in.emotion"], published: true);
        var start = golden["in.latent_init"];
        var objective = new WeightedObjective(
        [
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
        results["out.lr"] = tensor(Enumerable.Range(0, steps).Select(step => PublishedSettings.Schedule.RateAt(step, scheduleSteps)).ToArray());
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
