using Sair.Engine.Networks;

namespace Sair.Engine.Weights.Checkpoints;

/// <summary>Brings StyleGAN2 checkpoints to the rosinality layout with every name that the generator reads.</summary>
internal static class StyleGan2Checkpoint
{
    /// <summary>Converts a checkpoint of stylegan2-ada-pytorch.</summary>
    public static IReadOnlyDictionary<string, Tensor> FromNvlabs(IReadOnlyDictionary<string, Tensor> parameters)
    {
        // Of a network pickle the whole module tree is at hand; what is not a generator's has no place here.
        var known = parameters
            .Where(entry =>
                entry.Key.StartsWith("mapping.", StringComparison.Ordinal) || entry.Key.StartsWith("synthesis.", StringComparison.Ordinal)
            )
            .ToDictionary();
        return StyleGan2Names.FromNvlabs(known);
    }

    /// <summary>Leaves filter kernels out and adds the constant noise that some checkpoints lack, as zeros.</summary>
    public static IReadOnlyDictionary<string, Tensor> Complete(IReadOnlyDictionary<string, Tensor> parameters)
    {
        var complete = parameters.Where(entry => !entry.Key.EndsWith(".kernel", StringComparison.Ordinal)).ToDictionary();
        var count = StyleGan2Configuration.FromParameters(parameters).NoiseCount;
        for (var i = 0; i < count; i++)
        {
            var side = StyleGan2Configuration.NoiseSide(i);
            if (!complete.ContainsKey($"noises.noise_{i}"))
            {
                complete[$"noises.noise_{i}"] = zeros([1, 1, side, side]);
            }
        }

        return complete;
    }
}
