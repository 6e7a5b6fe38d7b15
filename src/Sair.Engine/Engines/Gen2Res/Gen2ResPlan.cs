namespace Sair.Engine.Engines.Gen2Res;

/// <summary>Fills in what the options leave to the engine.</summary>
internal static class Gen2ResPlan
{
    private const int LargestAlbumLevel = 400;

    /// <summary>Decides mode and open values.</summary>
    /// <exception cref="InvalidOptionsException">The options ask for what pack or references cannot give.</exception>
    public static Gen2ResOptions Complete(Gen2ResOptions options, Gen2ResPack pack, int references)
    {
        var mode = options.Mode == Gen2ResMode.Auto ? (references > 0 ? Gen2ResMode.Personal : Gen2ResMode.Base) : options.Mode;
        if (mode == Gen2ResMode.Personal && references == 0)
        {
            throw new InvalidOptionsException("The personal mode learns from photos of the person: add references, or choose the base or generative mode.");
        }

        if (Math.Max(options.NoiseLevel, options.AlbumNoiseLevel ?? 1) > pack.Levels)
        {
            throw new InvalidOptionsException($"The model {pack.Model.Id} knows noise levels up to {pack.Levels}: choose a lower one.");
        }

        return options with
        {
            Mode = mode,
            Steps = Math.Min(options.Steps, options.NoiseLevel),
            TuningRate = options.TuningRate ?? (options.TuningForm == TuningForm.Full ? Personal.PersonalTuningOptions.FullRate : Personal.PersonalTuningOptions.LowRankRate),
            AlbumNoiseLevel = options.AlbumNoiseLevel ?? Math.Min(pack.Levels, LargestAlbumLevel),
        };
    }

    /// <summary>Gives the settings of tuning.</summary>
    /// <param name="options">Completed options.</param>
    /// <param name="pack">The base model.</param>
    public static Personal.PersonalTuningOptions Tuning(Gen2ResOptions options, Gen2ResPack pack) => new()
    {
        Form = options.TuningForm,
        Iterations = options.TuningIterations,
        LearningRate = options.TuningRate!.Value,
        Batch = options.TuningBatch,
        Rank = options.AdapterRank,
        Levels = pack.Levels,
        PriorShare = options.PriorShare,
        Seed = options.Seed,
    };
}
