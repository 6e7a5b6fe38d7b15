using System.CommandLine;
using System.Globalization;
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
        var command = new Command(
            "verify",
            "Recomputes golden cases and prints case, largest error, tolerance and verdict; fails when one is outside its tolerance."
        )
        {
            paths,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var device = GlobalOptions.ConfigureTorch(parsed);
                var given = parsed.GetValue(paths)!;
                if (given.FirstOrDefault(path => !File.Exists(path) && !Directory.Exists(path)) is { } missing)
                {
                    throw new InvalidOptionsException($"There is no file or folder {missing}: check the name.");
                }

                return Task.FromResult(GoldenVerifier.Verify(given, services.Output, device) ? ExitCode.Success : ExitCode.Failure);
            }
        );
        return command;
    }
}

/// <summary>Recomputes golden cases and compares every stored output and gradient.</summary>
public static class GoldenVerifier
{
    private const string Extension = ".safetensors";

    /// <summary>Verifies files, and all golden files of folders.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="writer">Receives one line per tensor and a summary.</param>
    /// <param name="device">Where to compute; null for the processor.</param>
    /// <returns>Whether everything was recomputed within its tolerance. A case that is unknown fails when its file was named, and is only
    /// listed when found in a folder.</returns>
    public static bool Verify(IEnumerable<string> paths, TextWriter writer, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(writer);
        var comparisons = new List<GoldenComparison>();
        var broken = 0;
        foreach (var (file, named) in Expand(paths))
        {
            try
            {
                if (Compare(file, device) is { } compared)
                {
                    comparisons.AddRange(compared);
                    Write(compared, writer);
                }
                else
                {
                    writer.WriteLine($"{Path.GetFileNameWithoutExtension(file)}: no such case in this program, not verified");
                    broken += named ? 1 : 0;
                }
            }
            catch (Exception failure)
                when (failure is InvalidDataException || (TorchException.From(failure) is not null && device is { type: DeviceType.CUDA }))
            {
                // One case that does not run on the device hides nothing of the others.
                writer.WriteLine($"{file}: {failure.Message}");
                broken++;
            }
        }

        var failed = comparisons.Count(comparison => !comparison.Passed);
        writer.WriteLine(
            $"{comparisons.Select(comparison => comparison.Case).Distinct().Count()} cases, {comparisons.Count} tensors, {failed} outside "
                + $"their tolerance, {broken} files not verified"
        );
        return failed + broken == 0 && comparisons.Count > 0;
    }

    /// <summary>Recomputes one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where to compute; null for the processor.</param>
    /// <returns>One comparison per stored output and gradient, or null where the case is unknown.</returns>
    /// <exception cref="InvalidDataException">The file or its side-car is malformed.</exception>
    public static IReadOnlyList<GoldenComparison>? Compare(string path, Device? device = null)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(path, device);
        if (GoldenCases.All.FirstOrDefault(candidate => candidate.Name == golden.Case) is not { } known)
        {
            return null;
        }

        var results = new GoldenResults();
        known.Compute(golden, results);
        return
        [
            .. golden.Expected.Select(name => new GoldenComparison(
                golden.Case,
                name,
                Error(golden[name], results.Find(name)),
                golden.Tolerance(name)
            )),
        ];
    }

    private static double Error(Tensor expected, Tensor? actual)
    {
        if (actual is null || actual.numel() != expected.numel() || (actual.numel() > 1 && !actual.shape.SequenceEqual(expected.shape)))
        {
            return double.NaN;
        }

        return (actual.detach().cpu().to(float64).reshape(expected.shape) - expected.cpu().to(float64)).abs().max().ToDouble();
    }

    private static IEnumerable<(string File, bool Named)> Expand(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (!Directory.Exists(path))
            {
                yield return (path, true);
                continue;
            }

            foreach (var file in Directory.EnumerateFiles(path, "*" + Extension).Order(StringComparer.Ordinal))
            {
                yield return (file, false);
            }
        }
    }

    private static void Write(IReadOnlyList<GoldenComparison> comparisons, TextWriter writer)
    {
        foreach (var comparison in comparisons)
        {
            var verdict = comparison.Passed ? "pass" : "FAIL";
            writer.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{comparison.Case, -32} {comparison.Tensor, -44} error {comparison.Error, 9:0.0e+00}  tolerance "
                        + $"{comparison.Tolerance, 9:0.0e+00}  {verdict}"
                )
            );
        }
    }
}
