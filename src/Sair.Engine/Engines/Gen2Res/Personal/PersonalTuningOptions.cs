using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Sair.Engine.Engines.Gen2Res.Personal;

/// <summary>Settings of <see cref="PersonalTuning"/>.</summary>
public sealed record PersonalTuningOptions
{
    /// <summary>Rate that suits a full tuning of the embedded model.</summary>
    public const double FullRate = 2e-4;

    /// <summary>Rate that suits low-rank changes.</summary>
    public const double LowRankRate = 2e-3;

    /// <summary>Gets what is changed.</summary>
    public TuningForm Form { get; init; }

    /// <summary>Gets the number of steps.</summary>
    [Range(1, 20000)]
    public int Iterations { get; init; } = 400;

    /// <summary>Gets the learning rate of the first step; it falls linearly to 0.</summary>
    [Range(1e-7, 0.1)]
    public double LearningRate { get; init; } = LowRankRate;

    /// <summary>Gets the pictures per step.</summary>
    [Range(1, 64)]
    public int Batch { get; init; } = 4;

    /// <summary>Gets the rank of low-rank changes.</summary>
    [Range(1, 64)]
    public int Rank { get; init; } = 8;

    /// <summary>Gets the number of noise levels that are learned, from the least noise.</summary>
    [Range(1, 1000)]
    public int Levels { get; init; } = 400;

    /// <summary>Gets the share of each batch that shows pictures of the base model.</summary>
    [Range(0.0, 0.9)]
    public double PriorShare { get; init; }

    /// <summary>Gets the seed of all draws.</summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; init; }

    /// <summary>Gets a text that differs wherever the learned weights would.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Form}-{Iterations}-{LearningRate:R}-{Batch}-{(Form == TuningForm.LowRank ? Rank : 0)}-{Levels}-{PriorShare:R}-{Seed}");
}
