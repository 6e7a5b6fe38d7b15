using System.Threading.RateLimiting;

namespace Sair.Application.Photos;

/// <summary>
/// Bounds how many pixels of photos are in memory at once in this process, so that many uploads take time instead of memory.
/// </summary>
/// <remarks>
/// Whoever comes first goes first, also where a smaller photo behind would fit. A photo larger than everything that is allowed at once
/// goes alone. Nobody takes room twice for one piece of work: two that did could wait for each other.
/// </remarks>
/// <param name="options">Says how much is allowed.</param>
public sealed class PixelBudget(ApplicationOptions options) : IDisposable
{
    private const int PixelsOfPermit = 1000;

    private readonly ConcurrencyLimiter _limiter = new(
        new ConcurrencyLimiterOptions
        {
            PermitLimit = Permits(options.MegapixelsAtOnce * 1_000_000L),
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }
    );

    private readonly int _most = Permits(options.MegapixelsAtOnce * 1_000_000L);

    /// <summary>Waits until there is room for a photo.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The room; given back when disposed.</returns>
    public async Task<IDisposable> TakeAsync(int width, int height, CancellationToken cancellationToken = default) =>
        await _limiter.AcquireAsync(Math.Min(Permits((long)width * height), _most), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    private static int Permits(long pixels) => (int)Math.Max(1, (pixels + PixelsOfPermit - 1) / PixelsOfPermit);
}
