using Sair.Worker.Evidence;

namespace Sair.Evaluation.Badge;

/// <summary>Whose photos a run was given.</summary>
internal enum BadgeCaseKind
{
    /// <summary>The person's own references and album.</summary>
    Own,

    /// <summary>A stranger's references, judged by the person's own album.</summary>
    StrangersReferences,

    /// <summary>A stranger's references, judged by the stranger's album: the user chose the wrong person.</summary>
    StrangersAlbum,
}

/// <summary>One result that is judged.</summary>
/// <param name="Person">Whose photo was restored.</param>
/// <param name="Scale">How many times it was reduced.</param>
/// <param name="Kind">Whose photos the run was given.</param>
/// <param name="Evidence">What the badge rests on.</param>
/// <param name="Likeness">The judge's similarity of the result to the truth, −1–1.</param>
/// <param name="LikenessToStranger">The judge's similarity of the result to the stranger's first reference, −1–1.</param>
internal sealed record BadgeCase(string Person, int Scale, BadgeCaseKind Kind, ResultEvidence Evidence, double Likeness, double LikenessToStranger);
