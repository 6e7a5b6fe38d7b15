using Sair.Web.Components;

namespace Sair.Web.Tests.Components;

public sealed class StartOnceTests
{
    private readonly StartOnce _start = new();
    private readonly List<string> _keys = [];

    [Fact]
    public async Task RunAsync_ClickedTwice_StartsOnce()
    {
        var work = new TaskCompletionSource();
        var first = _start.RunAsync(key =>
        {
            _keys.Add(key);
            return work.Task;
        });

        await _start.RunAsync(Note);
        var wasBusy = _start.IsBusy;
        work.SetResult();
        await first;

        Assert.Single(_keys);
        Assert.Equal((true, false), (wasBusy, _start.IsBusy));
    }

    [Fact]
    public async Task RunAsync_SameWishAgain_KeepsItsKeyAlsoAfterAFailure()
    {
        _keys.Add((await Assert.ThrowsAsync<IOException>(() => _start.RunAsync(key => throw new IOException(key), "a"))).Message);
        await _start.RunAsync(Note, "a");
        await _start.RunAsync(Note, "a");

        Assert.Single(_keys.Distinct());
        Assert.False(_start.IsBusy);
    }

    [Fact]
    public async Task RunAsync_AnotherWish_GetsAnotherKey()
    {
        await _start.RunAsync(Note, "a");
        await _start.RunAsync(Note, "b");
        _start.Renew();
        await _start.RunAsync(Note, "b");

        Assert.Equal(3, _keys.Distinct().Count());
    }

    private Task Note(string key)
    {
        _keys.Add(key);
        return Task.CompletedTask;
    }
}
