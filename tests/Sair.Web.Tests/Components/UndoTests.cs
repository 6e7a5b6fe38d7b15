using Sair.Data;
using Sair.Web.Components;

namespace Sair.Web.Tests.Components;

public sealed class UndoTests
{
    private readonly List<string> _done = [];

    [Fact]
    public async Task TakeBack_TwoOffers_TakesTheNewestThenTheOneBefore()
    {
        await using var undo = new Undo();
        Offer(undo, "first");
        Offer(undo, "second");
        Assert.Equal("second", undo.Sentence);

        await undo.TakeBackAsync();
        Assert.Equal("first", undo.Sentence);
        await undo.TakeBackAsync();

        Assert.Null(undo.Sentence);
        Assert.Equal(["second back", "first back"], _done);
    }

    [Fact]
    public async Task TakeBack_CannotBeDone_StaysOffered()
    {
        await using var undo = new Undo();
        var isFull = true;
        undo.Offer("deleted", () => isFull ? Task.FromException(new StorageFullException(null, new IOException())) : Task.CompletedTask);

        await Assert.ThrowsAsync<StorageFullException>(undo.TakeBackAsync);
        Assert.Equal("deleted", undo.Sentence);
        isFull = false;
        await undo.TakeBackAsync();

        Assert.Null(undo.Sentence);
    }

    [Fact]
    public async Task Dismiss_WhatIsOffered_BecomesFinalOnce()
    {
        await using var undo = new Undo();
        Offer(undo, "first");
        Offer(undo, "second");

        await undo.DismissAsync();
        await undo.DismissAsync();

        Assert.Equal(["first settled", "second settled"], _done);
    }

    [Fact]
    public async Task Dispose_VisitorLeft_MakesItFinal()
    {
        await using (var undo = new Undo())
        {
            Offer(undo, "first");
        }

        Assert.Equal(["first settled"], _done);
    }

    [Fact]
    public async Task Withdraw_TakenBackElsewhere_IsNotOfferedAnyMore()
    {
        var undo = new Undo();
        var offer = Offer(undo, "first");

        undo.Withdraw(offer);
        await undo.DisposeAsync();

        Assert.Null(undo.Sentence);
        Assert.Empty(_done);
    }

    private UndoOffer Offer(Undo undo, string name) =>
        undo.Offer(name, () => NoteAsync($"{name} back"), () => NoteAsync($"{name} settled"));

    private Task NoteAsync(string what)
    {
        _done.Add(what);
        return Task.CompletedTask;
    }
}
