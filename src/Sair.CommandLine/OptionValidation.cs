using System.CommandLine;
using System.Globalization;

namespace Sair.CommandLine;

/// <summary>Refuses values with one sentence that says what would do.</summary>
public static class OptionValidation
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

    /// <summary>Refuses numbers that are no share.</summary>
    public static void AcceptShares(this Option option) => option.Refuse(text =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1
            ? null
            : $"{option.Name} takes numbers from 0 to 1, not “{text}”.");
}
