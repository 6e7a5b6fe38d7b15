using System.Globalization;
using Sair.Application.Photos;
using Sair.Data.Requests;
using Sair.Data.Restorations;

namespace Sair.Application.Restorations;

/// <summary>
/// What people and programs are told of a result in one sentence, everywhere: how like the person it is, and how good the picture. Neither
/// alone makes it good.
/// </summary>
/// <param name="Sentence">The sentence.</param>
/// <param name="Doubts">What speaks against showing the result as a success; empty where nothing that was measured does.</param>
public sealed record ResultSummary(string Sentence, IReadOnlyList<ResultDoubt> Doubts)
{
    /// <summary>Whether nothing that was measured speaks against showing the result as a success.</summary>
    public bool IsGood => Doubts.Count == 0;

    /// <summary>
    /// The mean similarity of two clear photos of one person, measured with the embedded recogniser; strangers have about 0.
    /// </summary>
    public const double SamePerson = 0.7;

    private const double ClearlyLike = 0.5;
    private const double SomewhatLike = 0.3;

    // Below this a change is noise of the measure.
    private const double Noticeable = 0.02;

    /// <summary>Summarises a stored result.</summary>
    /// <returns>Null where there is none.</returns>
    public static ResultSummary? Of(HistoryEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Restoration is not { } result)
        {
            return null;
        }

        double? side =
            FaceNotes.Parse(entry.DegradationJson)?.Side ?? (entry.FaceQuad is { } quad ? FaceMapping.SideOf(quad) : (double?)null);
        return Of(
            result.IdentityBefore,
            result.IdentityAfter,
            result.QualityBefore,
            result.QualityAfter,
            result.Verdict,
            side,
            result.Side
        );
    }

    /// <summary>Summarises what was measured.</summary>
    /// <param name="identityBefore">Similarity of the degraded face to the references, −1–1; null where it was not measured.</param>
    /// <param name="identityAfter">Similarity of the result to the references, −1–1; null where there were none.</param>
    /// <param name="qualityBefore">How clear the degraded face is, 0–1; null where it was not measured.</param>
    /// <param name="qualityAfter">How clear the result is, 0–1; null where it was not measured.</param>
    /// <param name="verdict">What was checked independently; null where nothing was.</param>
    /// <param name="sideBefore">Pixels across the face square that the photo really holds; null where that is not known.</param>
    /// <param name="sideAfter">Side of the result in pixels; null where that is not known.</param>
    public static ResultSummary Of(
        double? identityBefore,
        double? identityAfter,
        double? qualityBefore,
        double? qualityAfter,
        Verdict? verdict = null,
        double? sideBefore = null,
        double? sideAfter = null
    )
    {
        var (photoSide, resultSide) = (sideBefore ?? double.MaxValue, sideAfter ?? double.MaxValue);
        var isLost = identityAfter < identityBefore - Noticeable;
        var isDrifted = verdict == Verdict.Drifted;
        var isLike = identityAfter is null || identityAfter >= ClearlyLike;
        var isSharp = qualityAfter is null || QualityWords.IsGood(qualityAfter.Value, resultSide);
        var doubts = new (ResultDoubt Doubt, bool Holds)[]
        {
            (ResultDoubt.LikenessLost, isLost),
            (ResultDoubt.NotLike, !isLike),
            (ResultDoubt.LooksLikeSomebodyElse, isDrifted),
            (ResultDoubt.PictureUnclear, !isSharp),
        };
        var picture = qualityAfter is { } quality
            ? Picture(qualityBefore is { } start ? QualityWords.Of(start, photoSide) : null, QualityWords.Of(quality, resultSide))
            : null;
        var sentence = (identityAfter, picture) switch
        {
            (null, null) => "Nothing was measured of this result.",
            (null, _) => $"The picture is {picture}; without good photos nothing says how like the person it is.",
            ({ } after, _) when isLost => $"The restoration lost likeness: it has {Figure(after)}, the photo itself had "
                + $"{Figure(identityBefore!.Value)}{(picture is null ? "" : $"; the picture is {picture}")}. Keep the photo, or try "
                + "other settings.",
            ({ } after, null) => $"The restored face is {Likeness(after)}.{Before(identityBefore)}",
            ({ } after, _) => $"The restored face is {Likeness(after)}, {(isLike == isSharp ? "and" : "but")} the picture is "
                + $"{picture}.{Before(identityBefore)}",
        };
        var caution = isDrifted ? "This may show somebody else, by what the restoration did not use: compare it with the photo. " : "";
        return new ResultSummary(caution + sentence, [.. doubts.Where(entry => entry.Holds).Select(entry => entry.Doubt)]);
    }

    private static string Likeness(double after) =>
        after switch
        {
            >= SamePerson => "as like your good photos as two clear photos of one person are",
            >= ClearlyLike => "clearly like the person of your good photos",
            >= SomewhatLike => "somewhat like the person of your good photos",
            _ => "hardly more like your good photos than a stranger",
        };

    private static string Picture(string? before, string after) =>
        before is null ? after
        : before == after ? $"{after} as it was"
        : $"{after} now ({before} before)";

    private static string Before(double? before) => before is { } start ? $" Its likeness was {Figure(start)} before." : "";

    private static string Figure(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>What speaks against showing a result as a success.</summary>
public enum ResultDoubt
{
    /// <summary>The photo itself was more like the references than the result is.</summary>
    LikenessLost,

    /// <summary>The result is not clearly like the references.</summary>
    NotLike,

    /// <summary>Evidence that the run did not use says that the result shows somebody else.</summary>
    LooksLikeSomebodyElse,

    /// <summary>The picture is not clear.</summary>
    PictureUnclear,
}
