using Sair.Engine.Degradations;

namespace Sair.Training.Enlargement;

/// <summary>Fits the network that reads enlargements, by Adam (Kingma 2015) on the cross-entropy; plain arrays, seconds.</summary>
public static class RealSizeFit
{
    private const int Batch = 64;
    private const double Rate = 0.003;
    private const double Decay = 1e-4;

    /// <summary>Fits a network.</summary>
    /// <param name="samples">Traces, and the factor of the enlargement, 1 for none.</param>
    /// <param name="hidden">Hidden units.</param>
    /// <param name="epochs">Passes over the samples.</param>
    /// <param name="seed">Seed of the start and of the order.</param>
    /// <param name="report">Takes the pass and its mean loss.</param>
    public static RealSizeNetwork Run(
        IReadOnlyList<(float[] Traces, double Factor)> samples,
        int hidden,
        int epochs,
        int seed,
        Action<int, double>? report = null
    )
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples.Count, 2);
        var network = new RealSizeNetwork(hidden);
        var random = new Random(seed);
        Normalize(network, samples);
        Fill(network.First, EnlargementTraces.Count, random);
        Fill(network.Second, hidden, random);
        var (first, second) = (new Adam(network.First), new Adam(network.Second));
        var order = Enumerable.Range(0, samples.Count).ToArray();
        var (normal, units) = (new float[EnlargementTraces.Count], new float[hidden]);
        var steps = epochs * ((samples.Count + Batch - 1) / Batch);
        var step = 0;
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            double loss = 0;
            foreach (var batch in order.Chunk(Batch))
            {
                foreach (var index in batch)
                {
                    var targets = Targets(samples[index].Factor);
                    var logs = network.Read(samples[index].Traces, normal, units);
                    loss -= targets.Zip(logs, (target, log) => target * log).Sum();
                    var errors = logs.Zip(targets, (log, target) => (float)((Math.Exp(log) - target) / batch.Length)).ToArray();
                    Accumulate(network, normal, units, errors, first.Gradient, second.Gradient);
                }

                // A cosine down to nothing.
                var rate = Rate * 0.5 * (1 + Math.Cos(Math.PI * step++ / steps));
                first.Step(rate, Decay);
                second.Step(rate, Decay);
            }

            report?.Invoke(epoch, loss / samples.Count);
        }

        return network;
    }

    /// <summary>Gives the wanted probabilities of a factor: shared by its two neighbours in octaves; 1 is a place of its own.</summary>
    public static double[] Targets(double factor)
    {
        var targets = new double[RealSizeNetwork.Classes];
        var place = Math.Clamp(Math.Log2(factor) / RealSizeNetwork.Step, 0, RealSizeNetwork.Classes - 1);
        var lower = Math.Min((int)place, RealSizeNetwork.Classes - 2);
        targets[lower] = 1 - (place - lower);
        targets[lower + 1] = place - lower;
        return targets;
    }

    private static void Normalize(RealSizeNetwork network, IReadOnlyList<(float[] Traces, double Factor)> samples)
    {
        for (var i = 0; i < EnlargementTraces.Count; i++)
        {
            var mean = samples.Average(sample => sample.Traces[i]);
            var deviation = Math.Sqrt(samples.Average(sample => Math.Pow(sample.Traces[i] - mean, 2)));
            (network.Means[i], network.Scales[i]) = ((float)mean, (float)(1 / Math.Max(1e-3, deviation)));
        }
    }

    private static void Fill(float[] layer, int inputs, Random random)
    {
        for (var i = 0; i < layer.Length; i++)
        {
            layer[i] = i % (inputs + 1) == inputs ? 0 : (float)((random.NextDouble() - 0.5) * 2 / Math.Sqrt(inputs));
        }
    }

    private static void Accumulate(RealSizeNetwork network, float[] normal, float[] units, float[] errors, float[] first, float[] second)
    {
        for (var unit = 0; unit < units.Length; unit++)
        {
            float back = 0;
            for (var place = 0; place < errors.Length; place++)
            {
                var at = (place * (units.Length + 1)) + unit;
                back += errors[place] * network.Second[at];
                second[at] += errors[place] * units[unit];
            }

            back *= 1 - (units[unit] * units[unit]);
            var row = unit * (normal.Length + 1);
            for (var i = 0; i < normal.Length; i++)
            {
                first[row + i] += back * normal[i];
            }

            first[row + normal.Length] += back;
        }

        for (var place = 0; place < errors.Length; place++)
        {
            second[(place * (units.Length + 1)) + units.Length] += errors[place];
        }
    }

    private sealed class Adam(float[] weights)
    {
        private readonly float[] _mean = new float[weights.Length];
        private readonly float[] _square = new float[weights.Length];
        private double _meanShare = 1;
        private double _squareShare = 1;

        public float[] Gradient { get; } = new float[weights.Length];

        public void Step(double rate, double decay)
        {
            const float keepMean = 0.9f;
            const float keepSquare = 0.999f;
            (_meanShare, _squareShare) = (_meanShare * keepMean, _squareShare * keepSquare);
            for (var i = 0; i < weights.Length; i++)
            {
                var gradient = Gradient[i] + ((float)decay * weights[i]);
                _mean[i] = (keepMean * _mean[i]) + ((1 - keepMean) * gradient);
                _square[i] = (keepSquare * _square[i]) + ((1 - keepSquare) * gradient * gradient);
                weights[i] -= (float)(rate * (_mean[i] / (1 - _meanShare)) / (Math.Sqrt(_square[i] / (1 - _squareShare)) + 1e-8));
                Gradient[i] = 0;
            }
        }
    }
}
