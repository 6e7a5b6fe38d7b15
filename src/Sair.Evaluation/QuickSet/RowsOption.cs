using System.CommandLine;
using Sair.CommandLine;

namespace Sair.Evaluation.QuickSet;

/// <summary><c>--rows a,b</c>: which methods an evaluation runs.</summary>
internal static class RowsOption
{
    /// <summary>Builds the option.</summary>
    /// <param name="known">All names.</param>
    /// <param name="usual">The names that are taken where none is given.</param>
    public static Option<string> Create(IReadOnlyList<string> known, IReadOnlyList<string> usual)
    {
        var names = string.Join(", ", known);
        var option = new Option<string>("--rows")
        {
            Description = $"Which rows besides the enlarged photo, comma-separated: {names}.",
            DefaultValueFactory = _ => string.Join(',', usual),
        };
        option.Refuse(text => Split(text).Except(known).FirstOrDefault() is { } unknown ? $"--rows takes some of {names}, not “{unknown}”." : null);
        return option;
    }

    /// <summary>The names of a list.</summary>
    public static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
