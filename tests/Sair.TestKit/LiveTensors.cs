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
        Assert.Equal(before, Tensor.TotalCount);
    }

    /// <summary>Counts the live tensors, without those that earlier tests left to the garbage collector.</summary>
    public static long Count()
    {
        // The one place that may: a count is worth nothing while other tests' leavings can vanish from it.
#pragma warning disable RS0030
        GC.Collect();
#pragma warning restore RS0030
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
