using Sair.Application.Photos;
using Sair.Worker;

namespace Sair.Application.Tests.Photos;

public sealed class PixelBudgetTests : IDisposable
{
    private readonly PixelBudget _budget = new(new WorkerOptions { MegapixelsAtOnce = 10 });

    public void Dispose() => _budget.Dispose();

    [Fact]
    public async Task TakeAsync_MoreThanThereIsRoomFor_WaitsUntilRoomIsGivenBack()
    {
        var first = await _budget.TakeAsync(3000, 2000);
        var second = _budget.TakeAsync(3000, 2000);
        Assert.False(second.IsCompleted);

        first.Dispose();

        (await second).Dispose();
    }

    [Fact]
    public async Task TakeAsync_SmallBehindLarge_WaitsItsTurn()
    {
        var first = await _budget.TakeAsync(3000, 2000);
        var (large, small) = (_budget.TakeAsync(3000, 3000), _budget.TakeAsync(10, 10));
        Assert.False(small.IsCompleted);

        first.Dispose();

        using var _ = await large;
        (await small).Dispose();
    }

    [Fact]
    public async Task TakeAsync_LargerThanEverything_GoesAlone()
    {
        var first = await _budget.TakeAsync(10, 10);
        var huge = _budget.TakeAsync(30_000, 4000);
        Assert.False(huge.IsCompleted);

        first.Dispose();
        (await huge).Dispose();

        (await _budget.TakeAsync(3000, 3000)).Dispose();
    }

    [Fact]
    public async Task TakeAsync_CancelledWhileWaiting_LeavesTheRoomToOthers()
    {
        var first = await _budget.TakeAsync(3000, 3000);
        using var ended = new CancellationTokenSource();
        var (abandoned, next) = (_budget.TakeAsync(3000, 3000, ended.Token), _budget.TakeAsync(3000, 3000));

        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        first.Dispose();

        (await next).Dispose();
    }
}
