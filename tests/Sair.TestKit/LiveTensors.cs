using Xunit;

namespace Sair.TestKit;

/// <summary>Asserts that code frees every tensor that it creates.</summary>
public static class LiveTensors
{
    /// <summary>Runs an action and fails where it leaves more or fewer live tensors than there were.</summary>
    public static void AssertUnchanged(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var before = Tensor.TotalCount;
        action();
        Assert.Equal(before, Tensor.TotalCount);
    }
}
