namespace Sair.Engine.Engines.Sair;

/// <summary>Which form of its terms <see cref="SairObjective"/> takes.</summary>
public enum ObjectiveForm
{
    /// <summary>The equations of the paper, with the departures listed in this folder's README.</summary>
    Default,

    /// <summary>The published code with its quirks.</summary>
    Published,
}
