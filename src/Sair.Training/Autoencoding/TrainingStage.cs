namespace Sair.Training.Autoencoding;

/// <summary>One size of progressive training.</summary>
/// <param name="Side">Side of the pictures in pixels.</param>
/// <param name="Images">How many pictures are seen at this size.</param>
/// <param name="Batch">Pictures per step.</param>
/// <param name="LearningRate">Adam's rate.</param>
public sealed record TrainingStage(int Side, long Images, int Batch, double LearningRate)
{
    /// <summary>Parses <c>SIDE:IMAGES[:BATCH[:RATE]]</c>, comma-separated, sizes not falling.</summary>
    /// <exception cref="FormatException">The text does not have this form.</exception>
    public static IReadOnlyList<TrainingStage> ParseList(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var stages = text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();
        if (stages.Count == 0 || stages.Zip(stages.Skip(1)).Any(pair => pair.Second.Side < pair.First.Side))
        {
            throw new FormatException("Stages are SIDE:IMAGES[:BATCH[:RATE]], comma-separated, sizes not falling, for example 32:200000,64:300000.");
        }

        return stages;
    }

    private static TrainingStage Parse(string text)
    {
        var parts = text.Split(':');
        var side = 0;
        if (parts.Length is < 2 or > 4 || !int.TryParse(parts[0], out side) || !long.TryParse(parts[1], out var images))
        {
            throw new FormatException($"“{text}” is no stage: write SIDE:IMAGES[:BATCH[:RATE]].");
        }

        if (side < 8 || (side & (side - 1)) != 0)
        {
            throw new FormatException($"A stage of {side} px is impossible: sizes are powers of two from 8.");
        }

        return new TrainingStage(side, images, parts.Length > 2 ? int.Parse(parts[2]) : 32, parts.Length > 3 ? double.Parse(parts[3]) : 2e-3);
    }
}
