namespace Sair.Application.Restorations;

/// <summary>What is said where a photo may show somebody else.</summary>
public static class PersonWords
{
    /// <summary>What is missing while the user has not said that the face is meant.</summary>
    public const string Ask = "This looks like somebody else: choose other photos, or say that it is meant.";

    /// <summary>What the user says so.</summary>
    public static string Sure(string? name) => name is null ? "I am sure that it is the same person" : $"I am sure that it is {name}";
}
