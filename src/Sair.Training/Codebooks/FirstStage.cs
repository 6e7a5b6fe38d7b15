using Sair.Engine.Networks;
using Sair.Training.Checkpoints;

namespace Sair.Training.Codebooks;

/// <summary>The finished auto-encoder, as the later stages use it.</summary>
internal static class FirstStage
{
    /// <summary>Loads the averaged networks, frozen.</summary>
    /// <exception cref="FileNotFoundException">The first stage has not been trained.</exception>
    public static DualAutoencoder Load(CodebookTrainingOptions options)
    {
        var (parameters, _) = RunCheckpoint.ReadAverage<RunProgress>(Path.Combine(options.StateFolder, DualAutoencoderTrainer.CheckpointName));
        var network = new DualAutoencoder(options.Networks.Vqgan, options.Networks.AestheticWeight);
        network.load_state_dict(parameters);
        foreach (var parameter in network.parameters())
        {
            parameter.requires_grad = false;
        }

        foreach (var value in parameters.Values)
        {
            value.Dispose();
        }

        return network;
    }

    /// <summary>Finds the codes of photos.</summary>
    /// <param name="first">The auto-encoder.</param>
    /// <param name="photos">[N, 3, S, S], −1–1.</param>
    /// <returns>[N, HW, 2], slot 0 the second book.</returns>
    public static Tensor Codes(DualAutoencoder first, Tensor photos)
    {
        using var ungraded = no_grad();
        var map = first.Encoder.forward(photos);
        return stack([first.Aesthetic.forward(map).Indices, first.Common.forward(map).Indices], 2);
    }
}
