using System.ComponentModel.DataAnnotations;

namespace Sair.Engine.Engines.Iqpfr;

/// <summary>Options of <see cref="IqpfrEngine"/>.</summary>
public sealed record IqpfrOptions : EngineOptions
{
    /// <summary>Gets the quality that the result aims at. The default is below the maximum, because polish changes people.</summary>
    [Range(0.0, 0.95)]
    [Display(
        Name = "Restraint ↔ polish",
        Description = "How clear the result may look: low values invent less, high values show more detail that the photo may not hold.",
        Order = 10
    )]
    public double Score { get; init; } = 0.9;

    /// <summary>
    /// Gets w: how much the photo's own features count beside the codes; null for what the models were trained to do best.
    /// </summary>
    [Range(0.0, 1.0)]
    [Display(
        Name = "Fidelity",
        Description = "How much the photo's own features count: more keeps to the photo, and keeps its flaws. Left empty, it is what "
            + "suits the models.",
        Order = 20
    )]
    public double? Fidelity { get; init; }

    /// <summary>Gets a value indicating whether the codes take contrast and colour from the photo's features.</summary>
    [Display(Name = "Keep tone", Description = "Takes contrast and colour from the photo's features.", Order = 30)]
    public bool Adain { get; init; }

    /// <summary>Gets how much of what the photo shows and the codes cannot express is added to the result.</summary>
    [Range(0.0, 1.0)]
    [Display(
        Name = "Photo share",
        Description = "How much the result takes over from the photo where the face model cannot follow it; 0 shows the face model alone.",
        Order = 65
    )]
    public double PhotoShare { get; init; } = 1;
}
