using System.Globalization;

namespace Sair.Web.Components.Results;

/// <summary>Says in words what an identity similarity of −1–1 means.</summary>
public static class IdentityWords
{
    /// <summary>The mean similarity of two clear photos of one person, measured with the embedded recogniser; strangers have about 0.</summary>
    public const double SamePerson = 0.7;

    // Below this a change is noise of the measure.
    private const double Noticeable = 0.02;

    /// <summary>What the figure cannot tell.</summary>
    public const string Caution =
        "The search raised this very number, so it says that the restored face fits your good photos, not that every detail is true. Compare with a photo of the person before you rely on it.";

    /// <summary>One sentence for a result.</summary>
    /// <param name="before">Similarity of the degraded face to the references; null where it was not measured.</param>
    /// <param name="after">Similarity of the restored face to the references.</param>
    public static string Summary(double? before, double after)
    {
        var likeness = after switch
        {
            >= SamePerson => "as like your good photos as two clear photos of one person are",
            >= 0.5 => "clearly like the person of your good photos",
            >= 0.3 => "somewhat like the person of your good photos",
            _ => "hardly more like your good photos than a stranger",
        };
        return $"The restored face is {likeness}.{Change(before, after)}";
    }

    private static string Change(double? before, double after)
    {
        if (before is not { } start)
        {
            return "";
        }

        var figure = start.ToString("0.00", CultureInfo.InvariantCulture);
        return after < start - Noticeable
            ? $" The photo itself was nearer, {figure}: this restoration lost likeness, so try more iterations or keep the photo."
            : $" It was {figure} before.";
    }
}
