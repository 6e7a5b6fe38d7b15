namespace Sair.Web.Components.Results;

/// <summary>Says what the likeness of a result cannot tell.</summary>
public static class IdentityWords
{
    /// <param name="isRaised">Whether the run changed the face until this very number rose.</param>
    public static string Caution(bool isRaised) =>
        $"{(isRaised ? "The search raised this very number, so it" : "It")} says that the restored face fits your good photos, not "
        + "that every detail is true. Compare with a photo of the person before you rely on it.";
}
