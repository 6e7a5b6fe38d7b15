using System.ComponentModel.DataAnnotations;
using Sair.Engine.Engines.Iqpfr;
using Sair.Engine.Losses;
using Sair.Engine.Weights;

namespace Sair.Engine.Engines.Sair;

/// <summary>Options of <see cref="SairEngine"/>; a value that is null is decided by the engine and filled in in the result.</summary>
public sealed record SairOptions : EngineOptions
{
    /// <summary>Gets the number of iterations.</summary>
    [Range(1, 5000)]
    [Display(
        Name = "Iterations",
        Description = "More iterations follow the photo more closely; beyond some hundreds little changes.",
        Order = 10
    )]
    public int Iterations { get; init; } = 400;

    /// <summary>
    /// Gets the factor by which the degraded face is smaller than the restored one; null takes the size of the face in the photo.
    /// </summary>
    [Range(1, 64)]
    [Display(Name = "Scale", Description = "How many times smaller the face in the photo is; empty takes its real size.", Order = 20)]
    public int? Scale { get; init; }

    /// <summary>Gets the standard deviation of the photo's blur in its own pixels; null estimates it.</summary>
    [Range(0.0, 10.0)]
    [Display(Name = "Blur", Description = "Blur of the photo, standard deviation in its own pixels; empty estimates it.", Order = 30)]
    public double? BlurDeviation { get; init; }

    /// <summary>Gets the JPEG quality of the photo, 0 for none; null estimates it.</summary>
    [Range(0, 100)]
    [Display(
        Name = "JPEG quality",
        Description = "JPEG quality of the photo, 0 if it was never compressed; empty estimates it.",
        Order = 40
    )]
    public int? JpegQuality { get; init; }

    /// <summary>Gets the expression that the result aims at.</summary>
    [Display(Name = "Emotion", Description = "Expression of the result; auto takes that of the photo where it can be told.", Order = 50)]
    public Emotion Emotion { get; init; }

    /// <summary>Gets the factor of the pack's gain with which the expression is applied to the result.</summary>
    [Range(0.0, 3.0)]
    [Display(
        Name = "Emotion strength",
        Description = "How strongly the expression is applied to the result; 1 is the face model's own measure.",
        Order = 60
    )]
    public double EmotionStrength { get; init; } = 1;

    /// <summary>
    /// Gets the number of iterations that adapt the face model to the references before the search; see
    /// <see cref="ReferenceTuning"/>.
    /// </summary>
    [Range(0, 2000)]
    [Display(
        Name = "Reference tuning",
        Description = "Iterations that adapt the face model to the references first; 0 searches in the face model as it is.",
        Order = 62
    )]
    public int TuningIterations { get; init; } = 100;

    /// <summary>
    /// Gets a value indicating whether a search without references starts from what the instant engine makes of the photo.
    /// </summary>
    [Display(
        Name = "Instant start",
        Description = "Without a reference, starts from what the instant engine makes of the photo.",
        Order = 64
    )]
    public bool InstantStart { get; init; } = true;

    /// <summary>
    /// Gets how much of what the photo shows and the face model cannot express is added to the result; see
    /// <see cref="Degradations.PhotoConsistency"/>.
    /// </summary>
    [Range(0.0, 1.0)]
    [Display(
        Name = "Photo share",
        Description = "How much the result takes over from the photo where the face model cannot follow it; 0 shows the face model alone.",
        Order = 65
    )]
    public double PhotoShare { get; init; } = 1;

    /// <summary>Gets a value indicating whether early iterations run at a lower resolution where the photo needs no more.</summary>
    [Display(
        Name = "Resolution ladder",
        Description = "Runs the first half of the iterations at a lower resolution: faster, nearly the same result.",
        Order = 70
    )]
    public bool ResolutionLadder { get; init; } = true;

    /// <summary>Gets the peak learning rate; null takes the face model's.</summary>
    [Range(0.0001, 1.0)]
    [Display(
        Name = "Learning rate",
        Description = "Peak learning rate of Adam; empty takes the face model's.",
        GroupName = "Objective",
        Order = 100
    )]
    public double? LearningRate { get; init; }

    /// <summary>Gets the weight of the degradation fidelity.</summary>
    [Range(0.0, 100000.0)]
    [Display(
        Name = "Fidelity weight",
        Description = "How closely the degraded result must match the photo.",
        GroupName = "Objective",
        Order = 110
    )]
    public double FidelityWeight { get; init; } = 120;

    /// <summary>Gets how many times more the fidelity counts where the photo is marked to be kept.</summary>
    [Range(1.0, 1000.0)]
    [Display(
        Name = "Kept places",
        Description = "How many times more the photo counts where it is marked to be kept as it is.",
        GroupName = "Objective",
        Order = 115
    )]
    public double KeepFactor { get; init; } = 20;

    /// <summary>Gets the weight of the identity term.</summary>
    [Range(0.0, 1000.0)]
    [Display(
        Name = "Identity weight",
        Description = "How strongly the result is drawn towards the reference's face.",
        GroupName = "Objective",
        Order = 120
    )]
    public double IdentityWeight { get; init; } = 0.4;

    /// <summary>Gets the weight of the latent prior at 18 × 512 elements; see <see cref="LatentPriorLoss.ScaleWeight"/>.</summary>
    [Range(0.0, 10.0)]
    [Display(
        Name = "Latent prior weight",
        Description = "How strongly the search is held near the reference's place in the face model.",
        GroupName = "Objective",
        Order = 130
    )]
    public double LatentPriorWeight { get; init; } = 0.001;

    /// <summary>Gets the weight of GEOCROSS; null takes the face model's, which is 0 for models without a mapping network.</summary>
    [Range(0.0, 10.0)]
    [Display(
        Name = "GEOCROSS weight",
        Description = "How strongly the rows of the latent are held together; empty takes the face model's.",
        GroupName = "Objective",
        Order = 140
    )]
    public double? GeodesicCrossWeight { get; init; }

    /// <summary>Gets the weight of the emotion term.</summary>
    [Range(0.0, 1000.0)]
    [Display(
        Name = "Emotion weight",
        Description = "How strongly the search is drawn towards the chosen expression.",
        GroupName = "Objective",
        Order = 150
    )]
    public double EmotionWeight { get; init; } = 0.1;

    /// <summary>
    /// Gets the weight of the skin colour term: 0.05 · 256, so that a shift over the full range weighs as much
    /// as in the published form.
    /// </summary>
    [Range(0.0, 10000.0)]
    [Display(
        Name = "Colour weight",
        Description = "How closely skin colours must match the photo, in the second half of the iterations.",
        GroupName = "Objective",
        Order = 160
    )]
    public double ColourWeight { get; init; } = 0.05 * 256;

    /// <summary>Gets the weight of the quality prior; 0, the default, leaves the published objective.</summary>
    [Range(0.0, 1000.0)]
    [Display(
        Name = "Quality weight",
        Description = "How strongly the result is drawn towards clear pictures; more polish can cost likeness.",
        GroupName = "Objective",
        Order = 165
    )]
    public double QualityWeight { get; init; }

    /// <summary>Gets the form of the objective; the published one is for comparison and cannot be chosen by a flag or a form.</summary>
    public ObjectiveForm Form { get; init; }
}

/// <summary>Which form of its terms <see cref="SairObjective"/> takes.</summary>
public enum ObjectiveForm
{
    /// <summary>The equations of the paper, with the departures listed in this folder's README.</summary>
    Default,

    /// <summary>The published code with its quirks.</summary>
    Published,
}

/// <summary>Expression that a restoration aims at.</summary>
public enum Emotion
{
    /// <summary>No expression is asked for.</summary>
    None,

    /// <summary>The expression of the degraded face, where it is fine enough to tell.</summary>
    Auto,

    /// <summary>Neutral.</summary>
    Neutral,

    /// <summary>Happiness.</summary>
    Happy,

    /// <summary>Sadness.</summary>
    Sad,

    /// <summary>Anger.</summary>
    Angry,

    /// <summary>Fear.</summary>
    Fear,

    /// <summary>Disgust.</summary>
    Disgust,

    /// <summary>Surprise.</summary>
    Surprise,
}

/// <summary>
/// What the instant engine's networks make of the photo: a clearer picture for the encoder to start from
/// where there is no reference.
/// </summary>
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
