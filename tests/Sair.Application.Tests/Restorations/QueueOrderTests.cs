using Sair.Application.Restorations;
using Sair.Data.Accounts;
using Sair.Data.Requests;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.Restorations;

public sealed class QueueOrderTests : IAsyncLifetime
{
    private readonly FakeEngine _engine = new();
    private readonly WorkerFixture _worker;

    public QueueOrderTests() => _worker = new WorkerFixture(_engine);

    private QueueOrder Order => _worker.Get<QueueOrder>();

    public Task InitializeAsync() => _worker.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task MoveAsync_LastToTheFront_IsClaimedFirst()
    {
        var (first, second, third) = (await _worker.SubmitAsync(1), await _worker.SubmitAsync(2), await _worker.SubmitAsync(3));

        Assert.True(await Order.MoveAsync(Owners.Local, third, -5));

        Assert.Equal([third, first, second], await WaitingAsync());
        Assert.Equal(third, (await _worker.Queue.ClaimAsync())?.Id);
    }

    [Fact]
    public async Task MoveAsync_PastAHigherPriority_TakesItsPlace()
    {
        var (first, second) = (await _worker.SubmitAsync(1, priority: 1), await _worker.SubmitAsync(2));

        Assert.True(await Order.MoveAsync(Owners.Local, second, -1));

        Assert.Equal([second, first], await WaitingAsync());
    }

    [Fact]
    public async Task MoveAsync_AtTheEndOrByAStranger_ChangesNothing()
    {
        var (first, second) = (await _worker.SubmitAsync(1), await _worker.SubmitAsync(2));

        Assert.False(await Order.MoveAsync(Owners.Local, second, 1));
        Assert.False(await Order.MoveAsync(Guid.NewGuid(), second, -1));
        Assert.False(await Order.SetPriorityAsync(Guid.NewGuid(), second, 1));

        Assert.Equal([first, second], await WaitingAsync());
    }

    [Fact]
    public async Task SetPriorityAsync_Higher_RunsBefore()
    {
        var (first, second) = (await _worker.SubmitAsync(1), await _worker.SubmitAsync(2));

        Assert.True(await Order.SetPriorityAsync(Owners.Local, second, 1));

        Assert.Equal([second, first], await WaitingAsync());
    }

    private async Task<IEnumerable<Guid>> WaitingAsync() =>
        (await _worker.Get<HistoryQueries>().ListOpenAsync(Owners.Local)).Select(entry => entry.RequestId);
}
