using Microsoft.Extensions.Logging;
using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Engine.Quality;
using Sair.Engine.Weights;

namespace Sair.Application.Photos;

/// <summary>Scores face squares with the quality network; called on the thread of the tensors.</summary>
/// <param name="models">Holds the network; asked each time until it could be loaded.</param>
/// <param name="worker">The device.</param>
/// <param name="logger">Says why there is no score.</param>
public sealed partial class FaceScorer(IModelProvider models, IComputeDevice worker, ILogger<FaceScorer> logger) : IDisposable
{
    private QualityScorer? _scorer;

    /// <summary>Scores a face square in FFHQ framing.</summary>
    /// <returns>0–1, higher is clearer; null where the network is not installed: pictures are then stored without a score.</returns>
    public double? Score(RgbImage square)
    {
        try
        {
            _scorer ??= QualityScorer.Load(models, worker.Device);
            return _scorer.Score(square);
        }
        catch (SairException failure)
        {
            LogAbsent(failure.Message);
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _scorer?.Dispose();

    [LoggerMessage(LogLevel.Debug, "Pictures get no quality score. {Reason}")]
    private partial void LogAbsent(string reason);
}
