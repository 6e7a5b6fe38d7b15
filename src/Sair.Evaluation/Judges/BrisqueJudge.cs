using System.Globalization;
using System.Text.RegularExpressions;
using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Evaluation.Metrics;

namespace Sair.Evaluation.Judges;

/// <summary>
/// Judges how natural a picture looks by BRISQUE's support vectors (Mittal 2012), trained on other people's opinions of other pictures.
/// </summary>
public sealed partial class BrisqueJudge
{
    /// <summary>The name of the model in a folder of judges.</summary>
    public const string ModelName = "brisque_model_live.yml";

    /// <summary>The name of the ranges in a folder of judges.</summary>
    public const string RangeName = "brisque_range_live.yml";

    private const int Length = 36;

    private readonly double[] _ranges;
    private readonly double[] _vectors;
    private readonly double[] _weights;
    private readonly double _offset;
    private readonly double _gamma;

    private BrisqueJudge(string model, string range)
    {
        _ranges = Numbers(Section(range, "data"));
        _gamma = double.Parse(Section(model, "gamma").Split('\n')[0], CultureInfo.InvariantCulture);
        var end = model.IndexOf("decision_functions:", StringComparison.Ordinal);
        _vectors = Numbers(model[model.IndexOf("support_vectors:", StringComparison.Ordinal)..end]);
        var decision = model[end..];
        _offset = double.Parse(Section(decision, "rho").Split('\n')[0], CultureInfo.InvariantCulture);
        _weights = Numbers(Section(decision, "alpha"));
        if (_ranges.Length != 2 * Length || _weights.Length == 0 || _vectors.Length != Length * _weights.Length)
        {
            throw new FormatException($"{_weights.Length} weights for {_vectors.Length} values of support vectors.");
        }
    }

    /// <summary>Reads the judge.</summary>
    /// <param name="directory">The folder of judges.</param>
    /// <returns>The judge, or null when the folder does not hold it.</returns>
    /// <exception cref="WeightsFormatException">A file is damaged.</exception>
    public static BrisqueJudge? Open(string directory)
    {
        var (model, range) = (Path.Combine(directory, ModelName), Path.Combine(directory, RangeName));
        if (!File.Exists(model) || !File.Exists(range))
        {
            return null;
        }

        try
        {
            return new BrisqueJudge(File.ReadAllText(model), File.ReadAllText(range));
        }
        catch (Exception failure) when (failure is FormatException or ArgumentOutOfRangeException)
        {
            throw new WeightsFormatException(model, $"The judge {model} is damaged; copy it again.", failure);
        }
    }

    /// <summary>Judges a picture.</summary>
    /// <param name="image">At least 16 px a side.</param>
    /// <returns>About 0–100; lower is more natural.</returns>
    public double Judge(RgbImage image)
    {
        var statistics = NaturalStatistics.Compute(image);
        var scaled = statistics.Select((value, i) => -1 + (2 * (value - _ranges[i]) / (_ranges[Length + i] - _ranges[i]))).ToArray();
        var sum = -_offset;
        for (var v = 0; v < _weights.Length; v++)
        {
            var distance = 0.0;
            for (var i = 0; i < Length; i++)
            {
                var difference = scaled[i] - _vectors[(v * Length) + i];
                distance += difference * difference;
            }

            sum += _weights[v] * Math.Exp(-_gamma * distance);
        }

        return sum;
    }

    private static string Section(string text, string name)
    {
        var match = Regex.Match(text, $@"\b{name}:\s*(\[[^\]]*\]|[^\s]+)");
        return match.Success ? match.Groups[1].Value : throw new FormatException($"There is no {name}.");
    }

    private static double[] Numbers(string text) =>
        [.. Number().Matches(text).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"-?\d+\.\d*(e[+-]?\d+)?")]
    private static partial Regex Number();
}
