using Microsoft.EntityFrameworkCore;
using Sair.Data.Requests;
using Sair.Worker.Queue;
using Sair.Worker.Tests.Fakes;

namespace Sair.Worker.Tests.Queue;

public sealed class RequestQueueTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private readonly FakeEngine _engine = new();
    private readonly WorkerFixture _worker;

    public RequestQueueTests() => _worker = new WorkerFixture(_engine, time: _clock);

    public Task InitializeAsync() => _worker.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task ClaimAsync_SeveralWaiting_TakesHighestPriorityThenOldest()
    {
        var first = await _worker.SubmitAsync(1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var second = await _worker.SubmitAsync(2);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var urgent = await _worker.SubmitAsync(3, priority: 5);

        Assert.Equal(urgent, (await _worker.Queue.ClaimAsync())?.Id);
        Assert.Equal(first, (await _worker.Queue.ClaimAsync())?.Id);
        Assert.Equal(second, (await _worker.Queue.ClaimAsync())?.Id);
        Assert.Null(await _worker.Queue.ClaimAsync());
    }

    [Fact]
    public async Task ClaimAsync_Claimed_IsRunningWithLeaseOfThisHost()
    {
        await _worker.SubmitAsync();

        var claimed = await _worker.Queue.ClaimAsync();

        Assert.NotNull(claimed);
        Assert.Equal(RequestStatus.Running, claimed.Status);
        Assert.Equal("here", claimed.LeaseOwner);
        Assert.Equal(_clock.GetUtcNow().UtcDateTime.AddSeconds(60), claimed.LeaseExpiresUtc);
        Assert.Equal(1, claimed.Attempts);
    }

    [Fact]
    public async Task ClaimAsync_ParallelClaimers_EachRequestGoesToOne()
    {
        const int requests = 24;
        for (var seed = 0; seed < requests; seed++)
        {
            await _worker.SubmitAsync(seed);
        }

        var hosts = Enumerable.Range(0, 6).Select(i => QueueOf($"host{i}"));
        var claims = await Task.WhenAll(hosts.Select(queue => Task.Run(async () =>
        {
            var mine = new List<Guid>();
            while (await queue.ClaimAsync() is { } claimed)
            {
                mine.Add(claimed.Id);
            }

            return mine;
        })));

        Assert.Equal(requests, claims.Sum(claim => claim.Count));
        Assert.Equal(requests, claims.SelectMany(claim => claim).Distinct().Count());
    }

    [Fact]
    public async Task ClaimAsync_OtherHostsLease_IsTakenOverOnlyAfterItExpired()
    {
        var request = await _worker.SubmitAsync();
        var other = QueueOf("other");
        await other.ClaimAsync();

        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(await _worker.Queue.ClaimAsync());
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(request, (await _worker.Queue.ClaimAsync())?.Id);

        Assert.Equal(LeaseState.Lost, await other.RenewAsync(request, 1, 4, CancellationToken.None));
        Assert.Equal(LeaseState.Held, await _worker.Queue.RenewAsync(request, 1, 4, CancellationToken.None));
    }

    [Fact]
    public async Task ClaimAsync_ClockJumpsPastTheOwnLease_LeavesWhatThisHostRuns()
    {
        var request = await _worker.SubmitAsync();
        await _worker.Queue.ClaimAsync();

        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Null(await _worker.Queue.ClaimAsync());
        Assert.Equal(LeaseState.Held, await _worker.Queue.RenewAsync(request, 1, 4, CancellationToken.None));
        await using var context = await _worker.OpenAsync();
        Assert.Equal(1, (await context.Requests.SingleAsync()).Attempts);
    }

    [Fact]
    public async Task RenewAsync_BeforeExpiry_KeepsOthersAway()
    {
        var request = await _worker.SubmitAsync();
        await _worker.Queue.ClaimAsync();
        _clock.Advance(TimeSpan.FromSeconds(40));

        await _worker.Queue.RenewAsync(request, 3, 4, CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(40));

        Assert.Null(await QueueOf("other").ClaimAsync());
        Assert.Equal(3, (await _worker.FindAsync(request))?.ProgressIndex);
    }

    [Fact]
    public async Task RecoverAsync_RunningRows_PutsBackOnlyThoseOfThisHost()
    {
        var mine = await _worker.SubmitAsync(1);
        await _worker.Queue.ClaimAsync();
        var others = await _worker.SubmitAsync(2);
        await QueueOf("other").ClaimAsync();

        Assert.Equal(1, await _worker.Queue.RecoverAsync());

        Assert.Equal(RequestStatus.Queued, (await _worker.FindAsync(mine))?.Status);
        Assert.Equal(RequestStatus.Running, (await _worker.FindAsync(others))?.Status);
        Assert.Equal(mine, (await _worker.Queue.ClaimAsync())?.Id);
    }

    [Fact]
    public async Task ClaimAsync_ProcessEndedThreeTimes_FailsTheRequestWithASentence()
    {
        var request = await _worker.SubmitAsync();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Assert.NotNull(await _worker.Queue.ClaimAsync());
            await _worker.Queue.RecoverAsync();
        }

        Assert.Null(await _worker.Queue.ClaimAsync());

        var entry = await _worker.FindAsync(request);
        Assert.Equal(RequestStatus.Failed, entry?.Status);
        Assert.Contains("ended 3 times", entry?.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReleaseAsync_OrderlyStop_DoesNotCountTheAttempt()
    {
        var request = await _worker.SubmitAsync();
        await _worker.Queue.ClaimAsync();

        await _worker.Queue.ReleaseAsync(request, CancellationToken.None);

        await using var context = await _worker.OpenAsync();
        var row = await context.Requests.SingleAsync();
        Assert.Equal((RequestStatus.Queued, 0, null), (row.Status, row.Attempts, row.LeaseOwner));
    }

    private RequestQueue QueueOf(string host) =>
        new(_worker.Get<IDbContextFactory<Sair.Data.SairDbContext>>(), new WorkerOptions { Host = host }, _clock);
}
