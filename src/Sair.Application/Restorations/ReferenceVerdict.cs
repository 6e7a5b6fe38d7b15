namespace Sair.Application.Restorations;

/// <summary>What is told of a good photo beside it.</summary>
public enum ReferenceVerdict
{
    /// <summary>There is nothing to tell, for example because it is the only one.</summary>
    None,

    /// <summary>It shows the person of the other good photos.</summary>
    SameAsOthers,

    /// <summary>It seems to show somebody else than the other good photos.</summary>
    OtherThanOthers,

    /// <summary>It is the photo that shall be restored, and is left out.</summary>
    Itself,
}
