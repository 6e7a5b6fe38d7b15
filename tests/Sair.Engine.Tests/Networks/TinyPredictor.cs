using Sair.Engine.Networks;

namespace Sair.Engine.Tests.Networks;

/// <summary>Narrow random networks with the public parameter names.</summary>
internal static class TinyPredictor
{
    public static CodePredictorConfiguration Configuration { get; } =
        new()
        {
            Vqgan = new VqganConfiguration
            {
                Size = 32,
                Channels = 8,
                Multipliers = [1, 2],
                ResidualBlocks = 1,
                AttentionSides = [16],
                CodeLength = 8,
                CodeCount = 12,
                Groups = 4,
            },
            Width = 16,
            Heads = 2,
            Layers = 2,
            Hidden = 24,
            Fusions = new Dictionary<int, int> { [32] = 8 },
        };

    public static Dictionary<string, string> Metadata { get; } = new() { ["groups"] = "4", ["heads"] = "2" };

    /// <summary>Creates networks whose codes and scores differ visibly.</summary>
    public static CodePredictor Create(CodePredictorConfiguration? configuration = null)
    {
        manual_seed(4);
        var network = new CodePredictor(configuration ?? Configuration);
        using var ungraded = no_grad();
        foreach (var (name, parameter) in network.named_parameters())
        {
            if (name.Contains("embedding", StringComparison.Ordinal) || name.StartsWith("score_embed", StringComparison.Ordinal))
            {
                parameter.normal_();
            }
        }

        return network;
    }
}
