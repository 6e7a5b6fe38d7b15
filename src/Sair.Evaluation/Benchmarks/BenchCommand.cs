using System.CommandLine;
using Sair.CommandLine;
using Sair.Engine.Engines;

namespace Sair.Evaluation.Benchmarks;

/// <summary><c>sair bench step|load|engines|device</c>.</summary>
public static class BenchCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services) =>
        new("bench", "Measures what the engines cost on this machine.")
        {
            CreateStep(services),
            CreateLoad(services),
            CreateEngines(services),
            CreateDevice(services),
        };

    private static Command CreateStep(CommandServices services)
    {
        var size = CommandOptions.Number("--size", "Side of the restored face in pixels, a power of two from 32 to 1024.", 256, 32, 1024);
        var side = CommandOptions.Number("--side", "Side of the degraded face in pixels.", 32, 8, 256);
        var iterations = CommandOptions.Number("--iterations", "Number of iterations.", 60, 20, 2000);
        var quality = CommandOptions.Number("--jpeg-quality", "JPEG quality of the degradation, 0 for none.", 0, 0, 100);
        var wide = new Option<bool>("--wide")
        {
            Description = "Gives the generator the channels of StyleGAN2 config-f; needed above 256 pixels.",
        };
        var full = new Option<bool>("--full") { Description = "Runs every iteration at the full resolution." };
        var memory = new Option<string>("--memory")
        {
            Description =
                "What the run may keep: full, recomputed (the same result from less memory) or reduced (searches at " + "half the size).",
            DefaultValueFactory = _ => "full",
        };
        memory.AcceptOnlyFromAmong("full", "recomputed", "reduced");
        var command = new Command(
            "step",
            "Measures an iteration of SAIR with all losses on a face pack of random weights: milliseconds, peak memory, live tensors."
        )
        {
            size,
            side,
            iterations,
            quality,
            wide,
            full,
            memory,
        };
        command.SetAction(
            (parsed, _) =>
            {
                var device = GlobalOptions.ConfigureTorch(parsed);
                var benchmark = new StepBenchmark
                {
                    Size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)parsed.GetValue(size)),
                    Side = parsed.GetValue(side),
                    Iterations = parsed.GetValue(iterations),
                    JpegQuality = parsed.GetValue(quality),
                    Wide = parsed.GetValue(wide) || parsed.GetValue(size) > 256,
                    ResolutionLadder = !parsed.GetValue(full),
                    Memory = Enum.Parse<MemoryUse>(parsed.GetValue(memory)!, ignoreCase: true),
                };
                benchmark.Run(services.OpenModels(GlobalOptions.FindModels(parsed)), device, services.Time, services.Output);
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }

    private static Command CreateLoad(CommandServices services)
    {
        var size = CommandOptions.Number("--size", "Side of the restored face in pixels, a power of two from 32 to 1024.", 1024, 32, 1024);
        var command = new Command(
            "load",
            "Measures how long a face pack of random weights takes to verify and load from files in the page cache."
        )
        {
            size,
        };
        command.SetAction(
            (parsed, _) =>
            {
                var device = GlobalOptions.ConfigureTorch(parsed);
                LoadBenchmark.Run(
                    (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)parsed.GetValue(size)),
                    services.OpenModels(GlobalOptions.FindModels(parsed)),
                    device,
                    services.Time,
                    services.Output
                );
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }

    private static Command CreateEngines(CommandServices services)
    {
        var seconds = CommandOptions.Number("--seconds", "How long each engine is watched at most.", 20, 1, 600);
        var command = new Command("engines", "Measures every engine with its defaults on a made-up face: one table.") { seconds };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var device = GlobalOptions.ConfigureTorch(parsed);
                var models = services.OpenModels(GlobalOptions.FindModels(parsed));
                EngineBenchmark.Run(services, models, device, TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellationToken);
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }

    private static Command CreateDevice(CommandServices services)
    {
        var command = new Command("device", "Names the device and measures its matrix products.");
        command.SetAction(
            (parsed, _) =>
            {
                var device = GlobalOptions.ConfigureTorch(parsed);
                DeviceBenchmark.Run(device, parsed.GetValue(GlobalOptions.TensorFloat32), services.Time, services.Output);
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }
}
