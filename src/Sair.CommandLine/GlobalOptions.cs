using System.CommandLine;
using System.Globalization;
using Sair.Engine;
using Sair.Engine.Weights;

namespace Sair.CommandLine;

/// <summary>The options that every command takes.</summary>
public static class GlobalOptions
{
    /// <summary>Gets the folder with <c>catalog.json</c> and the model files.</summary>
    public static Option<string> Models { get; } =
        new("--models")
        {
            Description = "Folder with catalog.json and the model files. Default: models, next to the program or in a folder above it.",
            HelpName = "DIR",
            Recursive = true,
        };

    /// <summary>Gets where tensors live.</summary>
    public static Option<string> Device { get; } = CreateDevice();

    /// <summary>Gets the number of threads of one tensor operation.</summary>
    public static Option<int> Threads { get; } = CreateThreads();

    /// <summary>Gets whether a GPU may round factors.</summary>
    public static Option<bool> TensorFloat32 { get; } =
        new("--tf32")
        {
            Description = "On a GPU, rounds the factors of products and convolutions to 10 bits: faster, and too coarse for sair verify.",
            Recursive = true,
        };

    /// <summary>Sets the tensor library up as the command line says; every command that computes calls it first.</summary>
    /// <returns>The chosen device.</returns>
    /// <exception cref="InvalidOptionsException">The device is not there.</exception>
    public static Device ConfigureTorch(ParseResult parsed)
    {
        var threads = parsed.GetValue(Threads);
        TorchRuntime.Configure(threads, tensorFloat32: parsed.GetValue(TensorFloat32));
        var chosen = TorchRuntime.ParseDevice(parsed.GetValue(Device)!);
        if (chosen.type == DeviceType.CUDA && chosen.index >= cuda.device_count())
        {
            throw new InvalidOptionsException($"There is no device {chosen}: leave --device out to compute on the processor.");
        }

        return chosen;
    }

    /// <summary>Finds the folder of models.</summary>
    public static string FindModels(ParseResult parsed) => ModelsFolder.Locate(parsed.GetValue(Models));

    private static Option<string> CreateDevice()
    {
        var option = new Option<string>("--device")
        {
            Description = "Where to compute: cpu, cuda or cuda:N.",
            HelpName = "DEVICE",
            Recursive = true,
            DefaultValueFactory = _ => "cpu",
        };
        option.Validate(text =>
            text is "cpu" or "cuda"
            || (text.Split(':') is ["cuda", var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                ? null
                : $"--device is cpu, cuda or cuda:N, not “{text}”."
        );
        return option;
    }

    private static Option<int> CreateThreads()
    {
        var option = new Option<int>("--threads")
        {
            Description = "Threads of one tensor operation; 0 takes all processors.",
            HelpName = "N",
            Recursive = true,
        };
        option.AcceptRange(0, 1024);
        return option;
    }
}
