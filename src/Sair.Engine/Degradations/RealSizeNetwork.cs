using System.Globalization;

namespace Sair.Engine.Degradations;

/// <summary>Reads the enlargement from its traces: two layers, whose numbers <c>sair train enlargement</c> fits.</summary>
public sealed class RealSizeNetwork
{
    /// <summary>How many octaves lie between two neighbouring enlargements that are told apart.</summary>
    public const double Step = 0.5;

    /// <summary>How many enlargements are told apart: none, and up to eight times.</summary>
    public const int Classes = 7;

    private const string Resource = "Sair.Engine.Degradations.real-size.txt";
    private static readonly Lazy<RealSizeNetwork> s_embedded = new(ReadEmbedded);

    /// <summary>Initializes a new instance of the <see cref="RealSizeNetwork"/> class.</summary>
    /// <param name="hidden">Hidden units.</param>
    public RealSizeNetwork(int hidden)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden, 1);
        Means = new float[EnlargementTraces.Count];
        Scales = new float[EnlargementTraces.Count];
        First = new float[hidden * (EnlargementTraces.Count + 1)];
        Second = new float[Classes * (hidden + 1)];
    }

    /// <summary>Gets the network that the product ships.</summary>
    public static RealSizeNetwork Embedded => s_embedded.Value;

    /// <summary>Gets what is taken from each trace.</summary>
    public float[] Means { get; }

    /// <summary>Gets what each trace is multiplied with afterwards.</summary>
    public float[] Scales { get; }

    /// <summary>Gets the first layer [hidden, traces + 1], the last column is the bias.</summary>
    public float[] First { get; }

    /// <summary>Gets the second layer [classes, hidden + 1].</summary>
    public float[] Second { get; }

    /// <summary>Gets how many hidden units there are.</summary>
    public int Hidden => Second.Length / Classes - 1;

    /// <summary>Reads a written network.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static RealSizeNetwork Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var numbers = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(part => float.Parse(part, CultureInfo.InvariantCulture))
            .ToArray();
        var fixedCount = (2 * EnlargementTraces.Count) + Classes;
        var perUnit = EnlargementTraces.Count + 1 + Classes;
        if (numbers.Length <= fixedCount || (numbers.Length - fixedCount) % perUnit != 0)
        {
            throw new FormatException($"{numbers.Length} numbers make no network for {EnlargementTraces.Count} traces.");
        }

        var network = new RealSizeNetwork((numbers.Length - fixedCount) / perUnit);
        var from = 0;
        foreach (var part in network.Parts)
        {
            numbers.AsSpan(from, part.Length).CopyTo(part);
            from += part.Length;
        }

        return network;
    }

    /// <summary>Writes all numbers, which <see cref="Parse"/> reads.</summary>
    public string Write() =>
        string.Join(
            '\n',
            Parts
                .SelectMany(part => part.Chunk(16))
                .Select(line => string.Join(' ', line.Select(value => value.ToString("G4", CultureInfo.InvariantCulture))))
        ) + "\n";

    /// <summary>Tells how probable each enlargement is.</summary>
    /// <param name="traces">As <see cref="EnlargementTraces.Measure"/> gives them.</param>
    /// <returns><see cref="Classes"/> logarithms of probabilities, for enlargements of 2^(<see cref="Step"/> · place).</returns>
    public double[] Read(ReadOnlySpan<float> traces) => Read(traces, new float[EnlargementTraces.Count], new float[Hidden]);

    /// <summary>The same, and keeps what a fit needs.</summary>
    /// <param name="traces">The traces.</param>
    /// <param name="normal">Takes the traces as the first layer sees them.</param>
    /// <param name="units">Takes the hidden units.</param>
    public double[] Read(ReadOnlySpan<float> traces, float[] normal, float[] units)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(traces.Length, EnlargementTraces.Count);
        ArgumentNullException.ThrowIfNull(normal);
        ArgumentNullException.ThrowIfNull(units);
        for (var i = 0; i < normal.Length; i++)
        {
            // What lies far outside of everything that was fitted is no reason for any certainty.
            normal[i] = Math.Clamp((traces[i] - Means[i]) * Scales[i], -4, 4);
        }

        for (var unit = 0; unit < units.Length; unit++)
        {
            units[unit] = MathF.Tanh(Sum(First.AsSpan(unit * (normal.Length + 1), normal.Length + 1), normal));
        }

        var values = Enumerable
            .Range(0, Classes)
            .Select(place => (double)Sum(Second.AsSpan(place * (units.Length + 1), units.Length + 1), units))
            .ToArray();
        var largest = values.Max();
        var total = largest + Math.Log(values.Sum(value => Math.Exp(value - largest)));
        return [.. values.Select(value => value - total)];
    }

    private float[][] Parts => [Means, Scales, First, Second];

    private static float Sum(ReadOnlySpan<float> weights, float[] values)
    {
        var sum = weights[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            sum += weights[i] * values[i];
        }

        return sum;
    }

    private static RealSizeNetwork ReadEmbedded()
    {
        using var stream =
            typeof(RealSizeNetwork).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is missing.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}
