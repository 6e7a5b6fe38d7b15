using System.CommandLine;
using Sair.Cli.Commands;
using Sair.CommandLine;
using Sair.Evaluation;
using Sair.Evaluation.Benchmarks;
using Sair.Evaluation.Packs;
using Sair.Evaluation.Verification;

namespace Sair.Cli;

/// <summary>The explicit list of commands; a new command is one more line.</summary>
internal static class KnownCommands
{
    /// <summary>Builds the command tree.</summary>
    public static RootCommand CreateRoot(CommandServices services)
    {
        var root = new RootCommand("Restores photographs of people without turning them into somebody else.")
        {
            GlobalOptions.Models,
            GlobalOptions.Device,
            GlobalOptions.Threads,
            GlobalOptions.TensorFloat32,
            RestoreCommand.Create(services),
            PhotoCommand.Create(services),
            EvaluateCommand.Create(services),
            ModelsCommand.Create(services),
            VerifyCommand.Create(services),
            TrainCommand.Create(services),
            SampleCommand.Create(services),
            BackupCommand.Create(services),
            KeysCommand.Create(services),
            BenchCommand.Create(services),
        };
        return root;
    }
}
