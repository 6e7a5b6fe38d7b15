namespace Sair.Web.Components.Engines;

/// <summary>How an option is entered.</summary>
public enum OptionKind
{
    Switch,
    Integer,
    Number,
    Choice,
}
