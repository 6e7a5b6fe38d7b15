namespace Sair.Application.Models;

/// <summary>How an option is entered.</summary>
public enum OptionKind
{
    /// <summary>On or off.</summary>
    Switch,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>One of some words.</summary>
    Choice,
}
