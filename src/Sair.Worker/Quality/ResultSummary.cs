using System.Globalization;
using Sair.Data.Restorations;

namespace Sair.Worker.Quality;

/// <summary>What people and programs are told of a result in one sentence, everywhere: how like the person it is, and how good the picture. Neither alone makes it good.</summary>
/// <param name="Sentence">The sentence.</param>
/// <param name="IsGood">Whether nothing that was measured speaks against showing the result as a success.</param>
public sealed record ResultSummary(string Sentence, bool IsGood)
{
    /// <summary>The mean similarity of two clear photos of one person, measured with the embedded recogniser; strangers have about 0.</summary>
    public const double SamePerson = 0.7;

    private const double ClearlyLike = 0.5;
    private const double SomewhatLike = 0.3;

    // Below this a change is noise of the measure.
    private const double Noticeable = 0.02;

    /// <summary>Summarises a stored result.</summary>
    public static ResultSummary Of(Restoration result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Of(result.IdentityBefore, result.IdentityAfter, result.QualityBefore, result.QualityAfter, result.Verdict);
    }

    /// <summary>Summarises what was measured.</summary>
    /// <param name="identityBefore">Similarity of the degraded face to the references, −1–1; null where it was not measured.</param>
    /// <param name="identityAfter">Similarity of the result to the references, −1–1; null where there were none.</param>
    /// <param name="qualityBefore">How clear the degraded face is, 0–1; null where it was not measured.</param>
    /// <param name="qualityAfter">How clear the result is, 0–1; null where it was not measured.</param>
    /// <param name="verdict">What was checked independently; null where nothing was.</param>
    public static ResultSummary Of(double? identityBefore, double? identityAfter, double? qualityBefore, double? qualityAfter, Verdict? verdict = null)
    {
        var isLost = identityAfter < identityBefore - Noticeable;
        var isLike = identityAfter is null || (identityAfter >= ClearlyLike && !isLost);
        var isSharp = qualityAfter is null || QualityWords.IsGood(qualityAfter.Value);
        var picture = qualityAfter is { } quality ? Picture(qualityBefore, quality) : null;
        var sentence = (identityAfter, picture) switch
        {
            (null, null) => "Nothing was measured of this result.",
            (null, _) => $"The picture is {picture}; without good photos nothing says how like the person it is.",
            ({ } after, _) when isLost => $"The restoration lost likeness: it has {Figure(after)}, the photo itself had {Figure(identityBefore!.Value)}{(picture is null ? "" : $"; the picture is {picture}")}. Keep the photo, or try other settings.",
            ({ } after, null) => $"The restored face is {Likeness(after)}.{Before(identityBefore)}",
            ({ } after, _) => $"The restored face is {Likeness(after)}, {(isLike == isSharp ? "and" : "but")} the picture is {picture}.{Before(identityBefore)}",
        };
        return new ResultSummary(sentence, isLike && isSharp && verdict != Verdict.Drifted);
    }

    private static string Likeness(double after) => after switch
    {
        >= SamePerson => "as like your good photos as two clear photos of one person are",
        >= ClearlyLike => "clearly like the person of your good photos",
        >= SomewhatLike => "somewhat like the person of your good photos",
        _ => "hardly more like your good photos than a stranger",
    };

    private static string Picture(double? before, double after)
    {
        var (word, was) = (QualityWords.Of(after), before is { } start ? QualityWords.Of(start) : null);
        return was is null ? word : was == word ? $"{word} as it was" : $"{word}, it was {was}";
    }

    private static string Before(double? before) => before is { } start ? $" Its likeness was {Figure(start)} before." : "";

    private static string Figure(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
