using Microsoft.Extensions.Time.Testing;

namespace Sair.Worker.Tests.Fakes;

/// <summary>A clock that moves only when told to, and tells whether something waits for it.</summary>
public sealed class FakeClock : FakeTimeProvider
{
    private int _timers;

    public FakeClock()
        : base(new DateTimeOffset(2030, 1, 2, 12, 0, 0, TimeSpan.Zero)) { }

    /// <summary>Gets how many timers wait.</summary>
    public int Timers => Volatile.Read(ref _timers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Interlocked.Increment(ref _timers);
        return new CountedTimer(this, timer);
    }

    /// <summary>Waits until something waits for this clock.</summary>
    public async Task WaitForTimerAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (Timers == 0)
        {
            await Task.Delay(1, patience.Token);
        }
    }

    private sealed class CountedTimer(FakeClock clock, ITimer timer) : ITimer
    {
        private int _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                timer.Dispose();
                Interlocked.Decrement(ref clock._timers);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
