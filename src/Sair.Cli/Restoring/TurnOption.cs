using System.CommandLine;
using Sair.CommandLine;
using Sair.Engine.Imaging;

namespace Sair.Cli.Restoring;

/// <summary>The option that says how a photo lies.</summary>
internal static class TurnOption
{
    /// <summary>Makes the option.</summary>
    public static Option<string> Create()
    {
        var option = new Option<string>("--turn")
        {
            Description =
                "Turns the photo clockwise. auto turns it upright where its faces say that it lies on its side or stands on its "
                + "head; 0 leaves it.",
            HelpName = "auto|0|90|180|270",
            DefaultValueFactory = _ => ImageTurn.Automatic,
        };
        option.Validate(text =>
            ImageTurn.TryParse(text, out _)
                ? null
                : $"--turn takes {ImageTurn.Automatic}, 0, 90, 180 or 270 degrees clockwise, not “{text}”."
        );
        return option;
    }

    /// <summary>Reads the option; null leaves the turn to the faces.</summary>
    public static int? Read(ParseResult parsed, Option<string> option) =>
        ImageTurn.TryParse(parsed.GetValue(option), out var degrees) ? degrees : null;

    /// <summary>Says what was done to a photo that lies, or what it seems to need.</summary>
    /// <param name="path">The photo.</param>
    /// <param name="turn">How far it was turned clockwise.</param>
    /// <param name="proposed">How much further it should be turned.</param>
    /// <param name="given">The turn that was asked for; null where it was left to the faces.</param>
    /// <returns>One sentence; null where nothing is to be said.</returns>
    public static string? Describe(string path, int turn, int proposed, int? given)
    {
        static string Position(int degrees) => degrees == 180 ? "stand on its head" : "lie on its side";
        return proposed != 0 ? $"{path} seems to {Position(proposed)}: leave --turn out, or give --turn {ImageTurn.Add(turn, proposed)}."
            : turn != 0 && given is null ? $"{path} seemed to {Position(turn)} and was turned by {turn}° clockwise; --turn 0 leaves it."
            : null;
    }
}
