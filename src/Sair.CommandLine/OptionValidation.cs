using System.CommandLine;
using System.Globalization;

namespace Sair.CommandLine;

/// <summary>Checks of option values; a wrong one ends the command with one sentence that says what is right.</summary>
public static class OptionValidation
{
    /// <summary>Checks each value that was given.</summary>
    /// <param name="option">The option.</param>
    /// <param name="findError">Gives the sentence for a wrong text, or null for a right one.</param>
    public static void Validate(this Option option, Func<string, string?> findError) => option.Validators.Add(result =>
    {
        if (result.Tokens.Select(token => findError(token.Value)).FirstOrDefault(error => error is not null) is { } sentence)
        {
            result.AddError(sentence);
        }
    });

    /// <summary>Allows whole numbers of a range, both ends included.</summary>
    public static void AcceptRange(this Option<int> option, int minimum, int maximum) => option.Validate(text =>
        int.TryParse(text, out var value) && value >= minimum && value <= maximum
            ? null
            : $"{option.Name} takes a whole number from {minimum} to {maximum}, not “{text}”.");

    /// <summary>Allows numbers from 0 to 1.</summary>
    public static void AcceptShares(this Option option) => option.Validate(text =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1
            ? null
            : $"{option.Name} takes numbers from 0 to 1, not “{text}”.");
}
