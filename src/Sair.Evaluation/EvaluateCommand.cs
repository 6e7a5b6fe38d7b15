using System.CommandLine;
using Sair.CommandLine;
using Sair.Evaluation.Albums;
using Sair.Evaluation.Badge;
using Sair.Evaluation.Blind;
using Sair.Evaluation.Packs;
using Sair.Evaluation.Photos;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation;

/// <summary><c>sair evaluate</c>: the list of evaluations; a new one is one more line.</summary>
public static class EvaluateCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services) =>
        new("evaluate", "Measures how well faces are restored whose truth is known.")
        {
            EvaluateSairCommand.Create(services),
            EvaluatePackCommand.Create(services),
            EvaluateQualityCommand.Create(services),
            EvaluateAlbumCommand.Create(services),
            EvaluateBlindCommand.Create(services),
            EvaluateFacesCommand.Create(services),
            EvaluateBadgeCommand.Create(services),
            EvaluatePersonCommand.Create(services),
            EvaluateCopiesCommand.Create(services),
            EvaluateEnlargedCommand.Create(services),
        };
}
