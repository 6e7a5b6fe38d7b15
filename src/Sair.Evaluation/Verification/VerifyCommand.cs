using System.CommandLine;
using Sair.CommandLine;
using Sair.Engine;

namespace Sair.Evaluation.Verification;

/// <summary><c>sair verify FILE|DIR…</c>.</summary>
public static class VerifyCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var paths = new Argument<string[]>("FILE|DIR")
        {
            Description = "Golden files, or folders of them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("verify", "Recomputes golden cases and prints case, largest error, tolerance and verdict; fails when one is outside its tolerance.")
        {
            paths,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var device = GlobalOptions.ConfigureTorch(parsed);
            var given = parsed.GetValue(paths)!;
            if (given.FirstOrDefault(path => !File.Exists(path) && !Directory.Exists(path)) is { } missing)
            {
                throw new InvalidOptionsException($"There is no file or folder {missing}: check the name.");
            }

            return Task.FromResult(GoldenVerifier.Verify(given, services.Output, device) ? ExitCode.Success : ExitCode.Failure);
        });
        return command;
    }
}
