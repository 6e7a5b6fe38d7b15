using Sair.Engine.Losses;
using Sair.Engine.Networks;

namespace Sair.Evaluation.Verification.Cases;

/// <summary>IQPFR's auto-encoder with two books, and its building blocks.</summary>
internal static class CodebookCases
{
    private const double RandomWeight = 0.01;
    private const int Channels = 32;
    private const int ListFactor = 20;
    private static readonly string[] Prefixes = ["encoder.", "quantize.", "quantize_aesthetic.", "generator."];

    public static void Autoencoder(GoldenFile golden, GoldenResults results)
    {
        var parameters = golden
            .Parameters()
            .Where(entry => Prefixes.Any(prefix => entry.Key.StartsWith(prefix, StringComparison.Ordinal)))
            .ToDictionary(entry => entry.Key, entry => entry.Value);
        using var network = new DualAutoencoder(ReadConfiguration(golden), golden.Hyper.GetProperty("aesthetic_weight").GetDouble());
        network.load_state_dict(parameters);
        network.to(golden.Device);
        var x = golden["in.x"].detach().requires_grad_();
        var made = network.Reconstruct(x, golden["in.score"], golden.Hyper.GetProperty("aesthetic_threshold").GetDouble());
        var loss = (RandomWeight * (made.Pictures * golden["in.R"]).sum()) + made.CommonLoss + made.AestheticLoss;
        loss.backward();
        var shares = nn.functional.one_hot(made.Common.Indices.flatten(), network.Common.Codes.shape[0]).to(float32).mean([0]);
        results["out.z"] = made.Map;
        results["out.zq"] = made.Common.Map;
        results["out.zq_aesthetic"] = made.Aesthetic.Map;
        results["out.loss_per_sample"] = made.Common.Loss;
        results["out.loss_aesthetic_per_sample"] = made.Aesthetic.Loss;
        results["out.indices"] = made.Common.Indices;
        results["out.indices_aesthetic"] = made.Aesthetic.Indices;
        results["out.perplexity"] = (-(shares * (shares + 1e-10).log()).sum()).exp();
        results["out.mean_distance"] = network.Common.Distances(made.Map).mean();
        results["out.image"] = made.Pictures;
        results["out.codebook_loss"] = made.CommonLoss;
        results["out.codebook_loss_aesthetic"] = made.AestheticLoss;
        results["out.fused"] = made.Fused;
        results["out.image_recomputed_from_fused"] = network.Generator.forward(made.Fused.detach());
        results["grad.x"] = x.grad!;
        foreach (var (name, parameter) in network.named_parameters())
        {
            results[$"grad.{name}"] = parameter.grad!;
        }
    }

    public static void Blocks(GoldenFile golden, GoldenResults results)
    {
        var content = golden["in.adain_content"].detach().requires_grad_();
        var style = golden["in.adain_style"].detach().requires_grad_();
        var normed = AdaptiveInstanceNorm.Apply(content, style);
        results["out.adain"] = normed;
        (normed * golden["in.adain_R"]).sum().backward();
        results["grad.adain_content"] = content.grad!;
        results["grad.adain_style"] = style.grad!;

        var layer = golden.Hyper.GetProperty("sa_layer");
        var (width, heads, hidden) = (
            layer.GetProperty("embed_dim").GetInt32(),
            layer.GetProperty("nhead").GetInt32(),
            layer.GetProperty("dim_mlp").GetInt32()
        );
        var (sequence, positions) = (golden["in.sa_tgt"], golden["in.sa_pos"]);
        using var plain = Loaded(new TransformerLayer(width, heads, hidden), golden, "sa.");
        using var modulated = Loaded(new TransformerLayer(width, heads, hidden, ScoreModulation.AdaptivePublished), golden, "sa_adaln.");
        results["out.sa"] = plain.Compute(sequence, positions);
        results["out.sa_adaln"] = modulated.Compute(sequence, positions, golden["in.sa_score_emb"]);
        Maps(golden, results);
        Scores(golden, results);
    }

    private static void Maps(GoldenFile golden, GoldenResults results)
    {
        var image = golden["in.img"].detach().requires_grad_();
        var other = golden["in.img2"];
        using var attention = Loaded(new AttentionBlock(Channels, Channels), golden, "attn.");
        var attended = attention.forward(image);
        (attended * golden["in.R_attn"]).sum().backward();
        results["out.attn"] = attended;
        results["grad.img_attn"] = image.grad!;
        using var fusion = Loaded(new AttentionFusion(Channels, Channels), golden, "mha.");
        results["out.mha_self"] = fusion.forward(image, null);
        results["out.mha_cross"] = fusion.forward(image, other);
        results["out.mha_zero_y"] = fusion.forward(image, zeros_like(other));
        using var residual = Loaded(new ResidualBlock(Channels, 2 * Channels, Channels), golden, "res.");
        using var down = Loaded(new Downsample(Channels), golden, "down.");
        using var up = Loaded(new Engine.Networks.Upsample(Channels), golden, "up.");
        using var features = Loaded(new FeatureFusion(Channels, Channels, Channels), golden, "fuse.");
        results["out.res"] = residual.forward(image);
        results["out.down"] = down.forward(image);
        results["out.up"] = up.forward(image);
        results["out.fuse_w07"] = features.Fuse(image, other, golden.Hyper.GetProperty("fuse_sft").GetProperty("w").GetDouble());
    }

    private static void Scores(GoldenFile golden, GoldenResults results)
    {
        var percents = arange(0, 100).to(float32) / 100;
        results["out.score_bins10"] = ScoreBins.Of(percents, 10, 10);
        results["out.score_bins20"] = ScoreBins.Of(percents, ListFactor, ListFactor);
        var list = golden.Hyper.GetProperty("score_list");
        var sum = golden["in.score_feat"];
        for (var i = 0; i < list.GetProperty("bins").GetArrayLength(); i++)
        {
            var shape = sum.shape;
            using var table = Loaded(
                new ScoreEmbedding(list.GetProperty("bins")[i].GetInt32(), (int)shape[1], (int)shape[2], ListFactor),
                golden,
                $"score_list.score_embed.{i}."
            );
            sum = sum + table.forward(tensor([list.GetProperty("score")[i].GetSingle()]).to(golden.Device));
        }

        results["out.score_list_out"] = sum;
    }

    private static T Loaded<T>(T module, GoldenFile golden, string prefix)
        where T : nn.Module
    {
        module.load_state_dict(golden.Parameters(prefix));
        return module.to(golden.Device);
    }

    private static VqganConfiguration ReadConfiguration(GoldenFile golden)
    {
        var hyper = golden.Hyper;
        return new VqganConfiguration
        {
            Size = hyper.GetProperty("img_size").GetInt32(),
            Channels = hyper.GetProperty("nf").GetInt32(),
            Multipliers = [.. hyper.GetProperty("ch_mult").EnumerateArray().Select(value => value.GetInt32())],
            ResidualBlocks = hyper.GetProperty("res_blocks").GetInt32(),
            CodeLength = hyper.GetProperty("emb_dim").GetInt32(),
            CodeCount = hyper.GetProperty("codebook_size").GetInt32(),
        };
    }
}

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
        results["out.image_single_score09_adain"] = network.Render(
            network.Predict(x.narrow(0, 0, 1), tensor([(float)Score]).to(golden.Device)),
            new CodeRendering(Adain: true)
        );
    }

    public static void Single(GoldenFile golden, GoldenResults results)
    {
        var parameters = golden
            .Parameters()
            .Where(entry =>
                !entry.Key.StartsWith("quantize_aesthetic.", StringComparison.Ordinal)
                && !entry.Key.StartsWith("score_embed.", StringComparison.Ordinal)
            )
            .ToDictionary(entry => entry.Key, entry => entry.Value);
        using var network = Load(golden, parameters);
        using var ungraded = no_grad();
        var prediction = network.Predict(golden["in.x"], null);
        results["out.image"] = network.Render(
            prediction,
            new CodeRendering(golden.Hyper.GetProperty("w").GetDouble(), golden.Hyper.GetProperty("adain").GetBoolean())
        );
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
            var gradients = network
                .named_parameters()
                .Where(entry => entry.parameter.grad is not null)
                .ToDictionary(entry => entry.name, entry => entry.parameter.grad!);
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
        var gradients = network
            .named_parameters()
            .Where(entry => entry.parameter.grad is not null)
            .ToDictionary(entry => entry.name, entry => entry.parameter.grad!);
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
        CodePredictor
            .FromParameters(
                parameters,
                new Dictionary<string, string> { ["heads"] = golden.Hyper.GetProperty("n_head").GetInt32().ToString() }
            )
            .to(golden.Device);

    private static void Free(CodePredictor network, string[] except)
    {
        foreach (var (name, parameter) in network.named_parameters())
        {
            parameter.requires_grad = !except.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
        }
    }

    private static Tensor Norms(GoldenFile golden, Dictionary<string, Tensor> gradients) =>
        tensor(
            golden
                .Hyper.GetProperty("grad_norm_order")
                .EnumerateArray()
                .Select(name => gradients[name.GetString()!].norm().ToSingle())
                .ToArray()
        );
}
