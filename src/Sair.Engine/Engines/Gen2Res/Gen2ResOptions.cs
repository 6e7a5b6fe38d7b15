using System.ComponentModel.DataAnnotations;

namespace Sair.Engine.Engines.Gen2Res;

/// <summary>Options of <see cref="Gen2ResEngine"/>; a value that is null is decided by the engine and filled in in the result.</summary>
public sealed record Gen2ResOptions : EngineOptions
{
    /// <summary>Gets where the prior comes from.</summary>
    [Display(
        Name = "Mode",
        Description = "Personal learns the person from the references, generative makes its own album first, base knows faces in general.",
        Order = 10
    )]
    public Gen2ResMode Mode { get; init; }

    /// <inheritdoc/>
    public override bool GivesWay => Mode == Gen2ResMode.Generative;

    /// <summary>Gets K, the number of noise levels that the photo is raised to before it is restored.</summary>
    [Range(1, 1000)]
    [Display(
        Name = "How far may it go",
        Description = "Noise level that the photo starts from: higher repairs more and keeps less.",
        Order = 20
    )]
    public int NoiseLevel { get; init; } = 30;

    /// <summary>Gets the sampler.</summary>
    [Display(Name = "Sampler", Description = "Solver and implicit need few steps; ancestral is the paper's.", Order = 30)]
    public Gen2ResSampler Sampler { get; init; }

    /// <summary>Gets the number of steps from K down; more than K are cut to K.</summary>
    [Range(1, 1000)]
    [Display(Name = "Steps", Description = "Steps from the noise level down; the paper's sampler takes one per level.", Order = 40)]
    public int Steps { get; init; } = 20;

    /// <summary>Gets λ of skip guidance toward the photo in the restoration; 0 is the paper's.</summary>
    [Range(0.0, 10.0)]
    [Display(
        Name = "Stick to the input",
        Description = "How strongly the result is pulled back toward the photo; 0 leaves it free.",
        Order = 50
    )]
    public double StickToInput { get; init; }

    /// <summary>Gets the share of detail finer than the model's resolution that is taken from the photo, where the photo has it.</summary>
    [Range(0.0, 1.0)]
    [Display(
        Name = "Photo detail",
        Description = "How much of the photo's detail beyond the model's resolution is kept, where the photo has it.",
        Order = 60
    )]
    public double PhotoDetail { get; init; } = 1;

    /// <summary>Gets the side of the result in pixels; null takes the photo's, at least 128 and at most 512.</summary>
    [Range(16, 1024)]
    [Display(Name = "Output side", Description = "Side of the result in pixels; empty follows the photo.", Order = 70)]
    public int? OutputSide { get; init; }

    /// <summary>Gets what tuning changes.</summary>
    [Display(
        Name = "Tuning form",
        Description = "Low-rank keeps a small file per person; full changes every weight.",
        GroupName = "Tuning",
        Order = 100
    )]
    public TuningForm TuningForm { get; init; }

    /// <summary>Gets the number of tuning steps.</summary>
    [Range(1, 20000)]
    [Display(
        Name = "Tuning steps",
        Description = "How long the model learns the person; done once per album.",
        GroupName = "Tuning",
        Order = 110
    )]
    public int TuningIterations { get; init; } = 400;

    /// <summary>Gets the learning rate of tuning; null takes one that suits the form.</summary>
    [Range(1e-7, 0.1)]
    [Display(
        Name = "Tuning rate",
        Description = "Learning rate of tuning; empty takes one that suits the form.",
        GroupName = "Tuning",
        Order = 120
    )]
    public double? TuningRate { get; init; }

    /// <summary>Gets the pictures per tuning step.</summary>
    [Range(1, 64)]
    [Display(Name = "Tuning batch", Description = "Pictures per tuning step.", GroupName = "Tuning", Order = 130)]
    public int TuningBatch { get; init; } = 4;

    /// <summary>Gets the rank of low-rank changes.</summary>
    [Range(1, 64)]
    [Display(Name = "Rank", Description = "Rank of the low-rank changes.", GroupName = "Tuning", Order = 140)]
    public int AdapterRank { get; init; } = 8;

    /// <summary>
    /// Gets the share of each tuning batch that shows faces of the base model, so that a small album does not take over everything.
    /// </summary>
    [Range(0.0, 0.9)]
    [Display(
        Name = "Prior share",
        Description = "Share of general faces in tuning, against overfitting to a small album.",
        GroupName = "Tuning",
        Order = 150
    )]
    public double PriorShare { get; init; }

    /// <summary>Gets the number of pictures of a generated album.</summary>
    [Range(1, 64)]
    [Display(
        Name = "Album size",
        Description = "Pictures that the generative mode makes before it learns from them.",
        GroupName = "Generative album",
        Order = 200
    )]
    public int AlbumSize { get; init; } = 8;

    /// <summary>Gets the noise level from which album pictures start; null takes the highest that the model knows, at most 400.</summary>
    [Range(1, 1000)]
    [Display(
        Name = "Album noise level",
        Description = "Noise level that album pictures start from; empty takes the highest that suits the model.",
        GroupName = "Generative album",
        Order = 210
    )]
    public int? AlbumNoiseLevel { get; init; }

    /// <summary>Gets the number of steps of an album picture.</summary>
    [Range(1, 1000)]
    [Display(Name = "Album steps", Description = "Steps per album picture.", GroupName = "Generative album", Order = 220)]
    public int AlbumSteps { get; init; } = 50;

    /// <summary>Gets λ of skip guidance in making the album.</summary>
    [Range(0.0, 10.0)]
    [Display(
        Name = "Album guidance",
        Description = "How strongly album pictures are pulled toward the photo.",
        GroupName = "Generative album",
        Order = 230
    )]
    public double AlbumGuidance { get; init; } = 0.3;

    /// <summary>Gets the interval of guided steps, in levels of the full chain.</summary>
    [Range(1, 1000)]
    [Display(
        Name = "Guidance interval",
        Description = "Every how many noise levels the pull acts.",
        GroupName = "Generative album",
        Order = 240
    )]
    public int GuidanceInterval { get; init; } = 10;
}

/// <summary>Where the prior that restores a face comes from.</summary>
public enum Gen2ResMode
{
    /// <summary>Personal with references, base without.</summary>
    Auto,

    /// <summary>The base model as it is: a blind restoration.</summary>
    Base,

    /// <summary>The base model tuned on the references.</summary>
    Personal,

    /// <summary>The base model tuned on pictures that it made of the photo itself.</summary>
    Generative,
}

/// <summary>How the reverse process runs.</summary>
public enum Gen2ResSampler
{
    /// <summary>DPM-Solver++(2M): few steps, no fresh noise.</summary>
    Solver,

    /// <summary>DDIM: few steps, no fresh noise.</summary>
    Implicit,

    /// <summary>Ancestral, as in the paper: noise at every step.</summary>
    Ancestral,
}

/// <summary>What tuning changes.</summary>
public enum TuningForm
{
    /// <summary>Low-rank changes of the weights (Hu 2021): a small file.</summary>
    LowRank,

    /// <summary>All weights, as in the paper.</summary>
    Full,
}
