using Sair.Engine.Networks;

namespace Sair.Evaluation.Verification.Cases;

/// <summary>IQPFR's code prediction with both books and with one.</summary>
internal static class CodePredictorCases
{
    private const double Score = 0.9;
    private const double HalfFidelity = 0.5;

    public static void Dual(GoldenFile golden, GoldenResults results)
    {
        using var network = Load(golden, golden.Parameters());
        using var ungraded = no_grad();
        var (x, scores) = (golden["in.x"], golden["in.score"]);
        var prediction = network.Predict(x, scores);
        var codes = network.Look(prediction.Indices());
        results["out.encoder_out"] = prediction.Encoded;
        results["out.logits"] = prediction.Logits;
        results["out.lq_feat"] = prediction.Map;
        results["out.indices"] = prediction.Indices();
        results["out.score_bins"] = ScoreBins.Of(scores, ScoreEmbedding.PublishedBins, ScoreEmbedding.PublishedBins);
        results["out.image_w0"] = network.Render(prediction, new CodeRendering());
        results["out.image_w05_adain"] = network.Render(prediction, new CodeRendering(HalfFidelity, Adain: true));
        results["out.fused_codes"] = codes;
        results["out.fused_codes_adain"] = AdaptiveInstanceNorm.Apply(codes, prediction.Map);
        results["out.image_single_score09_adain"] = network.Render(network.Predict(x.narrow(0, 0, 1), tensor([(float)Score]).to(golden.Device)), new CodeRendering(Adain: true));
    }

    public static void Single(GoldenFile golden, GoldenResults results)
    {
        var parameters = golden.Parameters()
            .Where(entry => !entry.Key.StartsWith("quantize_aesthetic.", StringComparison.Ordinal) && !entry.Key.StartsWith("score_embed.", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key, entry => entry.Value);
        using var network = Load(golden, parameters);
        using var ungraded = no_grad();
        var prediction = network.Predict(golden["in.x"], null);
        results["out.image"] = network.Render(prediction, new CodeRendering(golden.Hyper.GetProperty("w").GetDouble(), golden.Hyper.GetProperty("adain").GetBoolean()));
        results["out.logits"] = prediction.Logits;
        results["out.lq_feat"] = prediction.Map;
        results["out.indices"] = prediction.Indices();
    }

    public static void QualityGradient(GoldenFile golden, GoldenResults results)
    {
        using var network = Load(golden, golden.Parameters());
        Free(network, except: ["quantize.", "generator."]);
        foreach (var (prefix, adain) in new[] { (string.Empty, false), ("adain.", true) })
        {
            var x = golden["in.x"].detach().requires_grad_();
            var image = network.Render(network.Predict(x, golden["in.score"]), new CodeRendering(Adain: adain, PassesGradient: true));
            var loss = -image.mean();
            loss.backward();
            var gradients = network.named_parameters().Where(entry => entry.parameter.grad is not null).ToDictionary(entry => entry.name, entry => entry.parameter.grad!);
            var rows = gradients["score_embed.weight"];
            results[$"out.{prefix}image"] = image;
            results[$"out.{prefix}loss"] = loss;
            results[$"out.{prefix}grad_l2_norms"] = Norms(golden, gradients);
            results[$"out.{prefix}score_embed_grad_row_norms"] = rows.norm(1);
            results[$"grad.{prefix}x"] = x.grad!;
            results[$"grad.{prefix}score_embed.row9"] = rows.select(0, 9);
            foreach (var name in new[] { "encoder.blocks.0.weight", "encoder.blocks.15.weight", "encoder.blocks.15.bias" })
            {
                results[$"grad.{prefix}{name}"] = gradients[name];
            }

            network.zero_grad();
        }
    }

    public static void SecondStageLosses(GoldenFile golden, GoldenResults results)
    {
        using var network = Load(golden, golden.Parameters());
        Free(network, except: ["quantize.", "generator."]);
        var prediction = network.Predict(golden["in.x"], golden["in.score"]);
        var losses = CodePredictionLoss.Evaluate(network, prediction, stack([golden["in.idx_gt_aesthetic"], golden["in.idx_gt"]], 2));
        var total = losses.Feature + losses.Aesthetic + losses.Common;
        total.backward();
        var gradients = network.named_parameters().Where(entry => entry.parameter.grad is not null).ToDictionary(entry => entry.name, entry => entry.parameter.grad!);
        results["out.quant_feat_gt"] = network.Look(stack([golden["in.idx_gt_aesthetic"], golden["in.idx_gt"]], 2)).detach();
        results["out.feat_loss"] = losses.Feature;
        results["out.ce_aesthetic"] = losses.Aesthetic;
        results["out.ce_common"] = losses.Common;
        results["out.total"] = total;
        results["out.grad_l2_norms"] = Norms(golden, gradients);
        foreach (var name in golden.Expected.Where(name => name.StartsWith("grad.", StringComparison.Ordinal)))
        {
            results[name] = gradients[name["grad.".Length..]];
        }
    }

    private static CodePredictor Load(GoldenFile golden, Dictionary<string, Tensor> parameters) =>
        CodePredictor.FromParameters(parameters, new Dictionary<string, string> { ["heads"] = golden.Hyper.GetProperty("n_head").GetInt32().ToString() }).to(golden.Device);

    private static void Free(CodePredictor network, string[] except)
    {
        foreach (var (name, parameter) in network.named_parameters())
        {
            parameter.requires_grad = !except.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
        }
    }

    private static Tensor Norms(GoldenFile golden, Dictionary<string, Tensor> gradients) =>
        tensor(golden.Hyper.GetProperty("grad_norm_order").EnumerateArray().Select(name => gradients[name.GetString()!].norm().ToSingle()).ToArray());
}
