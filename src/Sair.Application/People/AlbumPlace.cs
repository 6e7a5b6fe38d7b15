namespace Sair.Application.People;

/// <summary>What the analysis says about one photo of an album.</summary>
/// <param name="Face">The photo.</param>
/// <param name="Distance">Median descriptor distance to the album's other photos; null where there is nothing to compare with.</param>
/// <param name="IsOutlier">Whether this looks like somebody else; never where the user confirmed the face.</param>
/// <param name="CopyOf">The better photo that shows the same picture; null where there is none.</param>
/// <param name="Cost">What the ranking sorts by; lower is better.</param>
/// <param name="Reason">Why it has its place, one sentence for people.</param>
public sealed record AlbumPlace(AlbumFace Face, double? Distance, bool IsOutlier, Guid? CopyOf, double Cost, string Reason)
{
    /// <summary>Gets a value indicating whether the photo serves as reference.</summary>
    public bool IsUsable => !IsOutlier && CopyOf is null;
}
