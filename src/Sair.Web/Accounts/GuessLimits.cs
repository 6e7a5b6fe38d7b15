using System.Threading.RateLimiting;

namespace Sair.Web.Accounts;

/// <summary>
/// How often somebody may try the password of one account or gallery. Who guesses from elsewhere locks nobody out, and a try counts
/// before the password is looked at, so that tries at the same moment count too.
/// </summary>
public sealed class GuessLimits : IDisposable
{
    private const int AtOnce = 5;
    private const int LongestTarget = 100;

    private static readonly TimeSpan s_then = TimeSpan.FromSeconds(30);

    private readonly PartitionedRateLimiter<Guess> _limiter = PartitionedRateLimiter.Create<Guess, Guess>(guess =>
        RateLimitPartition.GetTokenBucketLimiter(
            guess,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = AtOnce,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = s_then,
            }
        )
    );

    /// <summary>Counts a try.</summary>
    /// <param name="target">What the password is for, whether or not there is such a thing.</param>
    /// <param name="address">Where the try comes from.</param>
    /// <returns>How long to wait before the next try; null where this one is fine.</returns>
    public TimeSpan? Count(string target, string address)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var lease = _limiter.AttemptAcquire(new Guess(target[..Math.Min(target.Length, LongestTarget)].ToUpperInvariant(), address));
        return lease.IsAcquired ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait
            : s_then;
    }

    public void Dispose() => _limiter.Dispose();

    private readonly record struct Guess(string Target, string Address);
}
