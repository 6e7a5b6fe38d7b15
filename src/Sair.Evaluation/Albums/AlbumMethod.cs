using Sair.Engine.Engines;
using Sair.Engine.Engines.Gen2Res;
using Sair.Engine.Imaging;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Albums;

/// <summary>Restores by an engine with an album, and takes the time of its parts.</summary>
/// <param name="name">The name of the row.</param>
/// <param name="engine">What restores.</param>
/// <param name="options">Options of that engine's own type.</param>
/// <param name="context">Device and models.</param>
/// <param name="choice">Which photos are given.</param>
/// <param name="lastStage">Name of the stage that restores; everything before it counts as learning.</param>
/// <param name="time">Measures durations.</param>
public sealed class AlbumMethod(
    string name,
    IRestorationEngine engine,
    EngineOptions options,
    EngineContext context,
    ReferenceChoice choice,
    string lastStage,
    TimeProvider time
) : IRestorationMethod
{
    private readonly List<double> _learning = [];
    private readonly List<double> _restoring = [];
    private readonly List<double> _previews = [];

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>Gets the mean time of making and learning an album in seconds.</summary>
    public double LearningSeconds => _learning.DefaultIfEmpty().Average();

    /// <summary>Gets the mean time of the restoration alone in seconds.</summary>
    public double RestorationSeconds => _restoring.DefaultIfEmpty().Average();

    /// <summary>Gets the longest time until a first picture could be shown in seconds.</summary>
    public double LongestFirstPreviewSeconds => _previews.DefaultIfEmpty().Max();

    /// <inheritdoc/>
    public RgbImage Restore(TestFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        var input = new RestorationInput { Degraded = face.Degraded, References = face.Choose(choice) };
        var started = time.GetTimestamp();
        var learned = TimeSpan.Zero;
        foreach (var step in engine.Run(input, options, context, cancellationToken))
        {
            if (step.Index == 1)
            {
                _ = step.Render();
                _previews.Add(time.GetElapsedTime(started).TotalSeconds);
            }

            if (step.Stage != lastStage)
            {
                learned = time.GetElapsedTime(started);
            }

            if (step.IsLast)
            {
                var image = step.ReadResult().Image;
                _learning.Add(learned.TotalSeconds);
                _restoring.Add((time.GetElapsedTime(started) - learned).TotalSeconds);
                return image;
            }
        }

        throw new InvalidOperationException("The engine ended before its last iteration.");
    }
}

/// <summary>Counts how large personal weights are; keeps nothing, so that every face is learned anew.</summary>
public sealed class MeasuredStore : IPersonalWeightsStore
{
    private readonly List<long> _sizes = [];

    /// <summary>Gets the mean size of finished weights in bytes; 0 where there were none.</summary>
    public double MeanBytes => _sizes.DefaultIfEmpty().Average();

    /// <inheritdoc/>
    public byte[]? ReadWeights(PersonalWeightsKey key) => null;

    /// <inheritdoc/>
    public void WriteWeights(PersonalWeightsKey key, byte[] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _sizes.Add(weights.LongLength);
    }

    /// <inheritdoc/>
    public byte[]? ReadProgress(PersonalWeightsKey key) => null;

    /// <inheritdoc/>
    public void WriteProgress(PersonalWeightsKey key, byte[] state)
    {
        // Nothing is resumed here.
    }

    /// <inheritdoc/>
    public void Delete(string album)
    {
        // Nothing is kept here.
    }
}
