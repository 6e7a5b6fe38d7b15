namespace Sair.Evaluation.QuickSet;

/// <summary>Which references a method is given.</summary>
public enum ReferenceChoice
{
    /// <summary>None.</summary>
    None,

    /// <summary>The first one of the person.</summary>
    First,

    /// <summary>All of the person.</summary>
    All,

    /// <summary>The first one of somebody else.</summary>
    FirstOfStranger,

    /// <summary>All of somebody else.</summary>
    AllOfStranger,
}

/// <summary>Picks references of a test face.</summary>
public static class ReferenceChoices
{
    /// <summary>The face squares that the choice names.</summary>
    public static IReadOnlyList<Engine.Imaging.RgbImage> Choose(this TestFace face, ReferenceChoice choice)
    {
        ArgumentNullException.ThrowIfNull(face);
        return choice switch
        {
            ReferenceChoice.None => [],
            ReferenceChoice.First => [face.References[0]],
            ReferenceChoice.All => face.References,
            ReferenceChoice.FirstOfStranger => [face.StrangersReferences[0]],
            _ => face.StrangersReferences,
        };
    }
}
