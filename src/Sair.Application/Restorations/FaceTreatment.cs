namespace Sair.Application.Restorations;

/// <summary>What happens to one face of a whole photo.</summary>
public enum FaceTreatment
{
    /// <summary>The face stays as it is.</summary>
    Leave,

    /// <summary>It is restored without good photos of the person.</summary>
    Blind,

    /// <summary>It is restored with a person's album.</summary>
    Album,
}
