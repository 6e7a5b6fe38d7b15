namespace Sair.Web.Components.Restoring;

/// <summary>Whether a reference seems to show the same person, and by what measure.</summary>
/// <param name="SamePerson">Whether the distance stays below the threshold.</param>
/// <param name="Distance">Distance of the descriptors to the nearest compared face.</param>
/// <param name="Threshold">The greatest distance that still counts as the same person.</param>
/// <param name="WithTarget">Whether the photo to restore was compared, not another reference.</param>
public sealed record ReferenceVerdict(bool SamePerson, double Distance, double Threshold, bool WithTarget);
