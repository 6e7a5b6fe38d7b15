using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sair.Engine;

namespace Sair.CommandLine;

/// <summary>How options are made and checked; a wrong value ends the command with one sentence that says what is right.</summary>
public static class CommandOptions
{
    /// <summary>Makes an option that takes a whole number of a range, both ends included.</summary>
    /// <param name="name">Its name, with the hyphens.</param>
    /// <param name="description">What the help says.</param>
    /// <param name="defaultValue">The value where none is given.</param>
    /// <param name="minimum">The smallest allowed value.</param>
    /// <param name="maximum">The largest allowed value.</param>
    /// <param name="helpName">What stands for the value in the help; null for the option's name.</param>
    public static Option<int> Number(string name, string description, int defaultValue, int minimum, int maximum, string? helpName = null)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => defaultValue };
        if (helpName is not null)
        {
            option.HelpName = helpName;
        }

        option.AcceptRange(minimum, maximum);
        return option;
    }

    /// <summary>Checks each value that was given.</summary>
    /// <param name="option">The option.</param>
    /// <param name="findError">Gives the sentence for a wrong text, or null for a right one.</param>
    public static void Validate(this Option option, Func<string, string?> findError) =>
        option.Validators.Add(result =>
        {
            if (result.Tokens.Select(token => findError(token.Value)).FirstOrDefault(error => error is not null) is { } sentence)
            {
                result.AddError(sentence);
            }
        });

    /// <summary>Checks each value by what throws where it is wrong.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="require">Throws <see cref="InvalidOptionsException"/> with the sentence.</param>
    public static void Validate(this Argument argument, Action<string> require) =>
        argument.Validators.Add(result =>
        {
            if (
                result.Tokens.Select(token => FindError(() => require(token.Value))).FirstOrDefault(error => error is not null) is
                { } sentence
            )
            {
                result.AddError(sentence);
            }
        });

    /// <summary>Checks options together; not where one of them is wrong by itself, which is said already.</summary>
    /// <param name="command">The command.</param>
    /// <param name="findError">Gives the sentence for a contradiction, or null where there is none.</param>
    public static void Validate(this Command command, Func<CommandResult, string?> findError) =>
        command.Validators.Add(result =>
        {
            try
            {
                if (findError(result) is { } sentence)
                {
                    result.AddError(sentence);
                }
            }
            catch (InvalidOperationException)
            {
                // The value of an option that was given twice, or cannot be converted, cannot be read.
            }
        });

    /// <summary>Runs a check and gives its sentence; null where nothing is wrong.</summary>
    /// <param name="require">Throws <see cref="InvalidOptionsException"/> with the sentence.</param>
    public static string? FindError(Action require)
    {
        ArgumentNullException.ThrowIfNull(require);
        try
        {
            require();
            return null;
        }
        catch (InvalidOptionsException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Allows names of pictures that are written, as far as their extension tells.</summary>
    public static void AcceptPicture(this Option<string> option) => option.Validate(PictureFile.FindWrongExtension);

    /// <summary>Allows whole numbers of a range, both ends included.</summary>
    public static void AcceptRange(this Option<int> option, int minimum, int maximum) =>
        option.Validate(text =>
            int.TryParse(text, out var value) && value >= minimum && value <= maximum
                ? null
                : $"{option.Name} takes a whole number from {minimum} to {maximum}, not “{text}”."
        );

    /// <summary>Allows numbers from 0 to 1.</summary>
    public static void AcceptShares(this Option option) =>
        option.Validate(text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1
                ? null
                : $"{option.Name} takes numbers from 0 to 1, not “{text}”."
        );
}
