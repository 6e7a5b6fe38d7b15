namespace Sair.Data.Restorations;

/// <summary>How far a result can be trusted to show the person.</summary>
public enum Verdict
{
    /// <summary>All evidence says that the result shows the person.</summary>
    Faithful,

    /// <summary>There is too little evidence, or it points both ways.</summary>
    Uncertain,

    /// <summary>Some evidence says that the result shows somebody else.</summary>
    Drifted,
}
