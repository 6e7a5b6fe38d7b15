using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.RateLimiting;
using Sair.Web.Accounts;
using SignInOptions = Sair.Web.Settings.SignInOptions;

namespace Sair.Web.Edge;

/// <summary>
/// How often one network address, or one device on which somebody has signed in before, may send the forms that guests can send.
/// Each purpose counts for itself, so that voting keeps nobody from signing in.
/// </summary>
internal static class AttemptLimits
{
    public const string SignIn = "sign-in";
    public const string SetUp = "set-up";
    public const string Share = "share";
    public const string Vote = "vote";

    // A family that goes through a gallery together.
    private const int VotesPerMinute = 60;

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddAttemptLimits(this IServiceCollection services, SignInOptions options) =>
        services.AddRateLimiter(limits =>
        {
            limits.AddPolicy(SignIn, context => PartitionOf(context, options.AttemptsPerMinute));
            limits.AddPolicy(SetUp, context => PartitionOf(context, options.AttemptsPerMinute));
            limits.AddPolicy(Share, context => PartitionOf(context, options.AttemptsPerMinute));
            limits.AddPolicy(Vote, context => PartitionOf(context, VotesPerMinute));
            limits.OnRejected = (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var pause) ? pause : s_minute;
                Refusal.TooMany("There were too many tries from your network", wait).Set(rejected.HttpContext);
                return ValueTask.CompletedTask;
            };
        });

    // A form without the page's token is refused anyway, and whoever sends such forms shall not use up what others may try.
    private static RateLimitPartition<string> PartitionOf(HttpContext context, int perMinute) =>
        context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true }
            ? RateLimitPartition.GetFixedWindowLimiter(
                context.RequestServices.GetRequiredService<KnownDevices>().PlaceOf(context),
                _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = s_minute }
            )
            : RateLimitPartition.GetNoLimiter("");
}
