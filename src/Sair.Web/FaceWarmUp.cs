using Sair.Application;
using Sair.Engine;
using Sair.Engine.Faces;
using Sair.Worker.Gpu;

namespace Sair.Web;

/// <summary>Loads the face networks right after the start, so that the first upload does not wait for them.</summary>
internal sealed partial class FaceWarmUp(GpuThread gpu, Func<IFaceAnalyzer> analyzer, TimeProvider time, ILogger<FaceWarmUp> logger)
    : ResilientBackgroundService(time, logger)
{
    protected override async Task<bool> StepAsync(CancellationToken stoppingToken)
    {
        try
        {
            await gpu.RunAsync(analyzer, stoppingToken);
        }
        catch (SairException exception)
        {
            LogUnavailable(exception.Message);
        }

        return false;
    }

    [LoggerMessage(LogLevel.Warning, "Photos cannot be taken in yet. {Reason}")]
    private partial void LogUnavailable(string reason);
}
