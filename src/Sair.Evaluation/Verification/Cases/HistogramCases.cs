using Sair.Engine.Losses;

namespace Sair.Evaluation.Verification.Cases;

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
