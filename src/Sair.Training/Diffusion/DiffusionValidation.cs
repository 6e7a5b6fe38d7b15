using Sair.Engine.Degradations;
using Sair.Engine.Diffusion;
using Sair.Engine.Losses;
using Sair.Engine.Networks;
using Sair.Training.Data;
using Sair.Training.Reports;

namespace Sair.Training.Diffusion;

/// <summary>Measures and shows a network on pictures that it has not learned from; the same draws every time.</summary>
/// <param name="pictures">The held-out pictures.</param>
/// <param name="levels">Number of noise levels.</param>
public sealed class DiffusionValidation(FacePictures pictures, int levels)
{
    private const int Batch = 32;
    private const int Pictures = 128;
    private const int Shown = 8;
    private const int SheetSteps = 8;
    private const int NoiseSeed = 77;

    private static readonly double[] s_sheetLevels = [0.125, 0.25, 0.5, 1];

    private readonly GaussianDiffusion _diffusion = new(NoiseSchedule.Linear());

    /// <summary>Gives the mean loss over levels that are spread evenly.</summary>
    /// <returns>Squared error of the noise, and the variational bound in bits per value; NaN where nothing was held out.</returns>
    public (double Noise, double Variational) Measure(DiffusionUNet network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var ungraded = no_grad();
        var count = Math.Min(pictures.Count, Pictures);
        var (noise, variational) = (0.0, 0.0);
        for (var first = 0; first < count; first += Batch)
        {
            using var scope = NewDisposeScope();
            var numbers = Enumerable.Range(first, Math.Min(Batch, count - first)).ToList();
            var start = pictures.Read([.. numbers.Select(i => (int)((long)i * pictures.Count / count))], pictures.Side);
            int[] indices = [.. numbers.Select(i => (int)((i + 0.5) * levels / count))];
            var drawn = SeededNoise.Normal(start.shape, NoiseSeed + first);
            var terms = new DiffusionLoss(_diffusion).Evaluate(network.forward, start, indices, drawn);
            noise += terms.Noise.sum().ToDouble();
            variational += terms.Variational.sum().ToDouble();
        }

        return (noise / count, variational / count);
    }

    /// <summary>Draws originals, and what comes back from noise of an eighth, a quarter, half and all of the levels.</summary>
    public void WriteSheet(string path, DiffusionUNet network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var count = Math.Min(pictures.Count, Shown);
        if (count == 0)
        {
            return;
        }

        var start = pictures.Read([.. Enumerable.Range(0, count).Select(i => (int)((long)i * pictures.Count / count))], pictures.Side);
        var rows = new List<Tensor> { start };
        foreach (var share in s_sheetLevels)
        {
            var level = (int)(share * levels);
            var steps = Math.Min(SheetSteps, level);
            var shorter = new GaussianDiffusion(NoiseSchedule.Linear().KeepEvenly(steps, level));
            var noisy = shorter.AddNoise(start, [.. Enumerable.Repeat(steps - 1, count)], SeededNoise.Normal(start.shape, NoiseSeed));
            using var sampler = new ImplicitSampler(network.forward, shorter, noisy, steps);
            while (sampler.Index >= 0)
            {
                sampler.Step();
            }

            rows.Add(noisy.clamp(-1, 1));
            rows.Add(sampler.Sample.clamp(-1, 1));
        }

        PictureSheet.Write(path, rows);
    }
}
