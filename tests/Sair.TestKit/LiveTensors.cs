using Xunit;

namespace Sair.TestKit;

/// <summary>Asserts that code frees every tensor that it creates.</summary>
public static class LiveTensors
{
    /// <summary>Runs an action and fails where it leaves more or fewer live tensors than there were.</summary>
    public static void AssertUnchanged(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var before = Count();
        action();
        Assert.Equal(before, Count());
    }

    /// <summary>Counts what this thread made and nobody disposed; what is left to the garbage collector counts, too.</summary>
    /// <remarks>
    /// The library's own total counts every parameter once more, for ever: it is made of a tensor whose handle it takes over.
    /// </remarks>
    public static long Count() => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
}
