using Sair.Engine.Losses;

namespace Sair.Evaluation.Verification.Cases;

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
