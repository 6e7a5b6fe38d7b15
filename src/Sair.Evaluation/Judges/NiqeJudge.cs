using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Engine.Weights.Files;
using Sair.Evaluation.Metrics;

namespace Sair.Evaluation.Judges;

/// <summary>
/// Judges how natural a picture looks by NIQE: the distance of its statistics from those of natural pictures (Mittal 2013), without
/// anybody's opinions.
/// </summary>
public sealed class NiqeJudge
{
    /// <summary>The name of the file in a folder of judges.</summary>
    public const string FileName = "niqe_pris_params.npz";

    private const int Length = 36;

    private readonly double[] _mean;
    private readonly double[] _covariance;

    private NiqeJudge(double[] mean, double[] covariance)
    {
        _mean = mean;
        _covariance = covariance;
    }

    /// <summary>Reads the judge.</summary>
    /// <param name="directory">The folder of judges.</param>
    /// <returns>The judge, or null when the folder does not hold it.</returns>
    /// <exception cref="WeightsFormatException">The file is damaged.</exception>
    public static NiqeJudge? Open(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var content = WeightsFile.Read(path);
            try
            {
                return new NiqeJudge(Read(content, "mu_pris_param", Length), Read(content, "cov_pris_param", Length * Length));
            }
            finally
            {
                foreach (var values in content.Tensors.Values)
                {
                    values.Dispose();
                }
            }
        }
        catch (InvalidDataException failure)
        {
            throw new WeightsFormatException(path, $"The judge {path} is damaged; copy it again.", failure);
        }
    }

    /// <summary>Judges a picture.</summary>
    /// <param name="image">At least 96 px a side.</param>
    /// <returns>From 0, photos about 3–6; lower is more natural.</returns>
    /// <exception cref="ArgumentException">The picture is smaller.</exception>
    public double Judge(RgbImage image)
    {
        var blocks = BlockStatistics.Compute(image);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var statistics =
            blocks.Count > 0 ? tensor(blocks.SelectMany(block => block).ToArray(), [blocks.Count, Length]) : zeros([1, Length], float64);
        var mean = statistics.mean([0], keepdim: true);
        var centred = statistics - mean;
        var covariance = centred.t().matmul(centred) / Math.Max(1, statistics.shape[0] - 1);
        var pooled = (covariance + tensor(_covariance, [Length, Length])) / 2;
        var difference = (tensor(_mean, [1, Length]) - mean).t(); // [36, 1]
        return (difference * linalg.solve(pooled, difference)).sum().sqrt().ToDouble();
    }

    private static double[] Read(WeightsContent content, string name, int length)
    {
        using var scope = NewDisposeScope();
        return content.Tensors.TryGetValue(name, out var values) && values.numel() == length
            ? values.to(float64).flatten().contiguous().data<double>().ToArray()
            : throw new InvalidDataException($"There are no {length} numbers {name}.");
    }
}
