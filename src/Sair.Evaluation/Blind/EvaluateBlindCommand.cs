using System.CommandLine;
using Sair.CommandLine;
using Sair.Engine.Engines.Iqpfr;

namespace Sair.Evaluation.Blind;

/// <summary><c>sair evaluate blind --data DIR</c>.</summary>
internal static class EvaluateBlindCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string>("--data")
        {
            Description = "The evaluation set: a folder per person, each with two aligned faces or more.",
            HelpName = "DIR",
            Required = true,
        };
        var people = CommandOptions.Number("--people", "How many people, in the order of their names.", 40, 2, 100_000, "N");
        var photos = CommandOptions.Number(
            "--photos",
            "How many photos of each person are restored; standard errors are over the people.",
            1,
            1,
            1000,
            "N"
        );
        var mild = new Option<bool>("--mild") { Description = "Degrades the photos mildly, and not heavily." };
        var heldOut = new Option<bool>("--held-out")
        {
            Description =
                "Takes --data for a training set and measures on faces that training holds out, evenly from every collection: "
                + "what settings are chosen on.",
        };
        var iterations = new Option<int>("--sair-iterations")
        {
            Description = "Adds rows with SAIR and its chains with this many iterations; 0 leaves them out.",
            HelpName = "N",
        };
        iterations.AcceptRange(0, 5000);
        var scores = new Option<double[]>("--scores")
        {
            Description = "Wanted scores of the rows, 0–1, with blanks between; by default 0.3, 0.6 and the engine's own.",
            HelpName = "S",
            AllowMultipleArgumentsPerToken = true,
        };
        scores.AcceptShares();
        var strength = new Option<double?>("--score-strength")
        {
            Description =
                "Share of the score's embedding that counts where the second book does, 0–1, in the rows with a wanted score; by "
                + "default the pack's own.",
            HelpName = "S",
        };
        strength.AcceptShares();
        var judges = new Option<string>("--judges")
        {
            Description = "Folder with the judges; without it their columns stay empty.",
            HelpName = "DIR",
        };
        var single = new Option<string>("--single")
        {
            Description = "Models folder with an instant pack that was trained with --books 1, to compare with.",
            HelpName = "DIR",
        };
        var sheet = new Option<string>("--sheet") { Description = "Where to draw all pictures side by side.", HelpName = "FILE" };
        sheet.AcceptPicture();
        var command = new Command(
            "blind",
            "Compares the instant engine with enlargement, with its own parts and with SAIR, on heavily degraded faces."
        )
        {
            data,
            people,
            photos,
            mild,
            heldOut,
            iterations,
            scores,
            strength,
            judges,
            single,
            sheet,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var device = GlobalOptions.ConfigureTorch(parsed);
                var models = services.OpenModels(GlobalOptions.FindModels(parsed));
                using var ownedModels = models as IDisposable;
                new BlindEvaluation(services, models, device).Run(
                    new BlindRequest
                    {
                        Data = parsed.GetValue(data)!,
                        People = parsed.GetValue(people),
                        Photos = parsed.GetValue(photos),
                        IsHeldOut = parsed.GetValue(heldOut),
                        IsMild = parsed.GetValue(mild),
                        Scores = parsed.GetValue(scores) is { Length: > 0 } wanted ? wanted : BlindRequest.DefaultScores,
                        ScoreStrength = parsed.GetValue(strength),
                        Judges = parsed.GetValue(judges),
                        SairIterations = parsed.GetValue(iterations),
                        SingleModels = parsed.GetValue(single),
                        Sheet = parsed.GetValue(sheet),
                    },
                    cancellationToken
                );
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }
}

/// <summary>What <c>sair evaluate blind</c> was asked for.</summary>
internal sealed record BlindRequest
{
    /// <summary>Restraint, the middle, and what the engine asks for by default.</summary>
    public static readonly IReadOnlyList<double> DefaultScores = [0.3, 0.6, new IqpfrOptions().Score];

    /// <summary>Gets the evaluation set, or the training set whose held-out faces are measured on.</summary>
    public required string Data { get; init; }

    /// <summary>Gets a value indicating whether <see cref="Data"/> is a training set.</summary>
    public bool IsHeldOut { get; init; }

    /// <summary>Gets how many people.</summary>
    public required int People { get; init; }

    /// <summary>Gets how many photos of each.</summary>
    public int Photos { get; init; } = 1;

    /// <summary>Gets a value indicating whether the photos are degraded mildly, and not heavily.</summary>
    public bool IsMild { get; init; }

    /// <summary>Gets the wanted scores, a row each.</summary>
    public IReadOnlyList<double> Scores { get; init; } = DefaultScores;

    /// <summary>Gets the share of the score's embedding that counts in the rows with a wanted score; null for the pack's own.</summary>
    public double? ScoreStrength { get; init; }

    /// <summary>Gets the folder with the judges, or null.</summary>
    public string? Judges { get; init; }

    /// <summary>Gets the iterations of the rows with SAIR; 0 leaves them out.</summary>
    public int SairIterations { get; init; }

    /// <summary>Gets the models folder whose instant pack has one book, or null.</summary>
    public string? SingleModels { get; init; }

    /// <summary>Gets where to draw all pictures, or null.</summary>
    public string? Sheet { get; init; }
}
