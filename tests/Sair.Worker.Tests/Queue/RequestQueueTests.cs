using Microsoft.EntityFrameworkCore;
using Sair.Application.Restorations;
using Sair.Data.Accounts;
using Sair.Data.Requests;
using Sair.Worker.Queue;
using Sair.Worker.Tests.Fakes;

namespace Sair.Worker.Tests.Queue;

public sealed class RequestQueueTests : IAsyncLifetime
{
    private static readonly Guid s_anna = Guid.CreateVersion7();
    private static readonly Guid s_otto = Guid.CreateVersion7();
    private static readonly Guid s_emil = Guid.CreateVersion7();

    private readonly FakeClock _clock = new();
    private readonly FakeEngine _engine = new();
    private readonly WorkerFixture _worker;

    private DateTime Now => _clock.GetUtcNow().UtcDateTime;

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
        var urgent = await _worker.SubmitAsync(3, priority: QueueOrder.Highest);

        Assert.Equal(urgent, (await _worker.Queue.ClaimAsync())?.Id);
        Assert.Equal(first, (await _worker.Queue.ClaimAsync())?.Id);
        Assert.Equal(second, (await _worker.Queue.ClaimAsync())?.Id);
        Assert.Null(await _worker.Queue.ClaimAsync());
    }

    [Fact]
    public async Task ClaimAsync_OneUserWith500Waiting_TakesTurnsWithEverybodyElse()
    {
        await AddAsync(s_anna, 500);
        await AddAsync(s_otto, 2);
        await AddAsync(s_emil, 1);

        Assert.Equal([s_anna, s_otto, s_emil, s_anna, s_otto, s_anna, s_anna], await RunAsync(7));

        // Whoever comes later waits for no more than one of those.
        await AddAsync(s_emil, 3);
        Assert.Equal([s_emil, s_anna, s_emil, s_anna, s_emil, s_anna], await RunAsync(6));
    }

    [Fact]
    public async Task ClaimAsync_SeveralLanes_TheNextFreeOnesGoToWhoeverRunsLeast()
    {
        await AddAsync(s_anna, 500);
        for (var lane = 0; lane < 3; lane++)
        {
            Assert.Equal(s_anna, (await _worker.Queue.ClaimAsync())?.OwnerId);
        }

        await AddAsync(s_otto, 4);
        var first = await _worker.Queue.ClaimAsync();
        var second = await _worker.Queue.ClaimAsync();
        var third = await _worker.Queue.ClaimAsync();
        Assert.Equal([s_otto, s_otto, s_otto], [first!.OwnerId, second!.OwnerId, third!.OwnerId]);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(s_anna, (await _worker.Queue.ClaimAsync())?.OwnerId);
    }

    [Fact]
    public async Task ClaimAsync_HighPrioritiesOfOneUser_GoBeforeTheirOwnOnly()
    {
        await AddAsync(s_otto, 2);
        await AddAsync(s_anna, 1);
        await AddAsync(s_anna, 25, priority: 1);

        Assert.Equal([s_otto, s_anna, s_otto, s_anna], await RunAsync(4));
        await using var context = await _worker.OpenAsync();
        Assert.Equal(
            [1, 1],
            await context
                .Requests.Where(r => r.OwnerId == s_anna && r.Status == RequestStatus.Succeeded)
                .Select(r => r.Priority)
                .ToListAsync()
        );
    }

    [Fact]
    public async Task ClaimAsync_LowPriority_GivesWayToEverybody()
    {
        await AddAsync(s_otto, 1, priority: -1);
        await AddAsync(s_anna, 3);

        Assert.Equal([s_anna, s_anna, s_anna, s_otto], await RunAsync(4));
    }

    [Fact]
    public async Task ClaimAsync_AsTheQueueIsShown_RunsInThatOrder()
    {
        await AddAsync(s_anna, 5);
        await AddAsync(s_anna, 2, priority: 1);
        await AddAsync(s_otto, 3);
        await AddAsync(s_otto, 1, priority: -1);
        await AddAsync(s_emil, 1);
        var shown = (await _worker.Get<HistoryQueries>().ListOpenAsync()).Select(entry => entry.RequestId).ToList();

        var ran = new List<Guid>();
        while (await ClaimAndFinishAsync() is { } request)
        {
            ran.Add(request.Id);
        }

        Assert.Equal(12, shown.Count);
        Assert.Equal(shown, ran);
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
        var claims = await Task.WhenAll(
            hosts.Select(queue =>
                Task.Run(async () =>
                {
                    var mine = new List<Guid>();
                    while (await queue.ClaimAsync() is { } claimed)
                    {
                        mine.Add(claimed.Id);
                    }

                    return mine;
                })
            )
        );

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

    // Runs so many requests one after another and tells whose they were.
    private async Task<List<Guid>> RunAsync(int count)
    {
        var owners = new List<Guid>();
        for (var run = 0; run < count && await ClaimAndFinishAsync() is { } request; run++)
        {
            owners.Add(request.OwnerId);
        }

        return owners;
    }

    private async Task<RestorationRequest?> ClaimAndFinishAsync()
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        var request = await _worker.Queue.ClaimAsync();
        await using var context = await _worker.OpenAsync();
        await context
            .Requests.Where(r => r.Id == (request == null ? Guid.Empty : request.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, RequestStatus.Succeeded));
        return request;
    }

    private async Task AddAsync(Guid owner, int count, int priority = 0)
    {
        await using var context = await _worker.OpenAsync();
        if (!await context.Users.AnyAsync(user => user.Id == owner))
        {
            context.Add(
                new User
                {
                    Id = owner,
                    Name = $"{owner}",
                    NormalizedName = $"{owner}",
                    Role = User.MemberRole,
                    SecurityStamp = "stamp",
                    CreatedUtc = Now,
                }
            );
            await context.SaveChangesAsync();
        }

        await _worker.PrepareAsync(1);
        var face = await context.Faces.FirstAsync();
        for (var index = 0; index < count; index++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            context.Add(
                new RestorationRequest
                {
                    OwnerId = owner,
                    PhotoId = face.PhotoId,
                    FaceId = face.Id,
                    EngineId = "fake",
                    OptionsJson = "{}",
                    Priority = priority,
                    Position = Now.Ticks,
                    CreatedUtc = Now,
                }
            );
        }

        await context.SaveChangesAsync();
    }

    private RequestQueue QueueOf(string host) =>
        new(_worker.Get<IDbContextFactory<Sair.Data.SairDbContext>>(), new WorkerOptions { Host = host }, _clock);
}
