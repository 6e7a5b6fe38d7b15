using System.Globalization;

namespace Sair.Evaluation.Photos;

/// <summary>Adds up how long a kind of work takes, by the clock and by the processor: on a busy machine only the second tells.</summary>
internal sealed class Spent(TimeProvider time)
{
    private TimeSpan _clock;
    private TimeSpan _processor;

    /// <summary>Does a piece of work.</summary>
    public T Measure<T>(Func<T> work)
    {
        var (started, processor) = (time.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var result = work();
        _clock += time.GetElapsedTime(started);
        _processor += Environment.CpuUsage.TotalTime - processor;
        return result;
    }

    /// <summary>Says the mean of so many pieces.</summary>
    public string Mean(int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{_clock.TotalSeconds / count:0.0} s ({_processor.TotalSeconds / count:0.0} s of processor)");
}
