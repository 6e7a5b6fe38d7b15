using System.CommandLine;

namespace Sair.Cli.CommandLine;

/// <summary>Refuses values with one sentence that says what would do.</summary>
internal static class OptionValidation
{
    /// <summary>Checks each value that was given.</summary>
    /// <param name="option">The option.</param>
    /// <param name="judge">Gives the sentence, or null where the text will do.</param>
    public static void Refuse(this Option option, Func<string, string?> judge) => option.Validators.Add(result =>
    {
        if (result.Tokens.Select(token => judge(token.Value)).FirstOrDefault(said => said is not null) is { } sentence)
        {
            result.AddError(sentence);
        }
    });

    /// <summary>Refuses numbers outside a range.</summary>
    public static void AcceptRange(this Option<int> option, int minimum, int maximum) => option.Refuse(text =>
        int.TryParse(text, out var value) && value >= minimum && value <= maximum
            ? null
            : $"{option.Name} takes a whole number from {minimum} to {maximum}, not “{text}”.");
}
