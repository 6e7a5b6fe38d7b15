using Sair.Engine.Engines.Iqpfr;
using Sair.Engine.Weights;

namespace Sair.Engine.Engines.Sair;

/// <summary>What the instant engine's networks make of the photo: a clearer picture for the encoder to start from where there is no reference.</summary>
internal static class InstantStart
{
    private static readonly double Score = new IqpfrOptions().Score;

    /// <summary>Restores the photo in one pass.</summary>
    /// <param name="degraded">Y [1, 3, h, h], RGB, 0–1.</param>
    /// <param name="context">Device and models.</param>
    /// <returns>[1, 3, side, side], RGB, 0–1, and the hash of the networks; null where no instant pack is installed.</returns>
    public static (Tensor Picture, string Hash)? Find(Tensor degraded, EngineContext context)
    {
        try
        {
            using var pack = IqpfrPack.Load(context.Models, context.Device);
            return (pack.Restore(degraded, pack.Predictor.HasScore ? Score : null), pack.Hash);
        }
        catch (ModelUnavailableException)
        {
            return null;
        }
    }
}
