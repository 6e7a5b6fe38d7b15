using Microsoft.Extensions.Logging.Abstractions;
using Sair.Worker.Tests.Fakes;

namespace Sair.Worker.Tests;

public sealed class IdleMemoryTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private readonly IdleMemory _service;
    private TimeSpan _worked;
    private int _released;

    public IdleMemoryTests() =>
        _service = new IdleMemory(
            _clock,
            NullLogger<IdleMemory>.Instance,
            () => _worked,
            () =>
            {
                _released++;
                _worked += TimeSpan.FromSeconds(5);
            }
        );

    public Task InitializeAsync() => _service.StartAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
    }

    [Fact]
    public async Task StepAsync_WorkHasEnded_ReleasesOnce()
    {
        await PassAsync(12, 25);
        Assert.Equal(0, _released);

        await PassAsync(0.1, 0.1, 0.1);

        Assert.Equal(1, _released);
    }

    [Fact]
    public async Task StepAsync_WorkGoesOnSlowly_WaitsForItsEnd()
    {
        await PassAsync(12, 2, 2, 12);
        Assert.Equal(0, _released);

        await PassAsync(0);

        Assert.Equal(1, _released);
    }

    [Fact]
    public async Task StepAsync_NothingButVisitors_ReleasesNothing()
    {
        await PassAsync(0.3, 1.5, 0.2, 0);

        Assert.Equal(0, _released);
    }

    // Each interval of 15 seconds with what the processor worked in it.
    private async Task PassAsync(params double[] work)
    {
        foreach (var seconds in work)
        {
            await _clock.WaitForTimerAsync();
            _worked += TimeSpan.FromSeconds(seconds);
            _clock.Advance(TimeSpan.FromSeconds(15));
        }

        await _clock.WaitForTimerAsync();
    }
}
