using Microsoft.EntityFrameworkCore;
using Sair.Data.Accounts;
using Sair.Data.Galleries;
using Sair.Data.Requests;

namespace Sair.Data.Tests.Galleries;

public sealed class GalleryStoreTests : IAsyncLifetime
{
    private static readonly Guid s_stranger = new("11111111-2222-3333-4444-555555555555");

    private DataFixture _data = null!;
    private RestorationRequest _done = null!;
    private RestorationRequest _open = null!;

    private GalleryStore Store => _data.Get<GalleryStore>();

    private SharedGalleries Shared => _data.Get<SharedGalleries>();

    public async Task InitializeAsync()
    {
        _data = await DataFixture.CreateAsync();
        var photo = await _data.AddPhotoAsync("a");
        _done = await _data.AddRequestAsync(photo, photo, position: 1);
        _open = await _data.AddRequestAsync(photo, photo, position: 2);
        await _data.AddRestorationAsync(_done, "a");
    }

    public async Task DisposeAsync() => await _data.DisposeAsync();

    [Fact]
    public async Task AddAsync_WithAndWithoutResult_TakesResultsOfTheOwnerOnly()
    {
        await _data.AddUserAsync("Stefan", id: s_stranger);

        Assert.Equal([_done.Id], (await Store.AddAsync(Owners.Local, "Family", [_open.Id, _done.Id])).Items.Select(item => item.RequestId));
        Assert.Empty((await Store.AddAsync(s_stranger, "Stolen", [_done.Id])).Items);
    }

    [Theory]
    [InlineData("  Grandma Rosa ", "Grandma Rosa")]
    [InlineData(" ", "Gallery")]
    public async Task RenameAsync_Title_IsTrimmedAndNeverBlank(string title, string kept)
    {
        var gallery = await Store.AddAsync(Owners.Local, "Family", [_done.Id]);

        Assert.True(await Store.RenameAsync(Owners.Local, gallery.Id, title));

        Assert.Equal(kept, (await Store.FindAsync(Owners.Local, gallery.Id))!.Title);
    }

    [Fact]
    public async Task Everything_AsAStranger_IsRefused()
    {
        var gallery = await Store.AddAsync(Owners.Local, "Family", [_done.Id]);
        var link = await Store.ShareAsync(Owners.Local, gallery.Id, null, null);

        Assert.Null(await Store.FindAsync(s_stranger, gallery.Id));
        Assert.Empty(await Store.ListAsync(s_stranger));
        Assert.Null(await Store.ShareAsync(s_stranger, gallery.Id, null, null));
        Assert.False(await Store.RenameAsync(s_stranger, gallery.Id, "Mine"));
        Assert.False(await Store.ShowOriginalsAsync(s_stranger, gallery.Id, show: true));
        Assert.False(await Store.RevokeAsync(s_stranger, link!.Id));
        Assert.False(await Store.AddItemAsync(s_stranger, gallery.Id, _done.Id));
        Assert.False(await Store.RemoveItemAsync(s_stranger, gallery.Id, _done.Id));
        Assert.False(await Store.SetDeletedAsync(s_stranger, gallery.Id, deleted: true));
        Assert.NotNull(await Shared.FindAsync(link.Token));
    }

    [Fact]
    public async Task FindAsync_RevokedExpiredOrDeleted_IsNotFound()
    {
        var gallery = await Store.AddAsync(Owners.Local, "Family", [_done.Id]);
        var revoked = await Store.ShareAsync(Owners.Local, gallery.Id, null, null);
        var expired = await Store.ShareAsync(Owners.Local, gallery.Id, null, TimeSpan.FromSeconds(-1));
        var open = await Store.ShareAsync(Owners.Local, gallery.Id, null, TimeSpan.FromDays(1));
        Assert.Equal(3, new[] { revoked!.Token, expired!.Token, open!.Token }.Distinct().Count(token => token.Length == 43));

        Assert.True(await Store.RevokeAsync(Owners.Local, revoked.Id));

        Assert.Null(await Shared.FindAsync(revoked.Token));
        Assert.Null(await Shared.FindAsync(expired.Token));
        Assert.NotNull(await Shared.FindAsync(open.Token));
        await Store.SetDeletedAsync(Owners.Local, gallery.Id, deleted: true);
        Assert.Null(await Shared.FindAsync(open.Token));
        await Store.SetDeletedAsync(Owners.Local, gallery.Id, deleted: false);
        Assert.NotNull(await Shared.FindAsync(open.Token));
    }

    [Fact]
    public async Task PutBackAsync_TakenOutResult_HasItsPlaceAndItsVotesAgain()
    {
        var gallery = await Store.AddAsync(Owners.Local, "Family", [_done.Id]);
        var link = await Store.ShareAsync(Owners.Local, gallery.Id, null, null);
        await Shared.VoteAsync((await Shared.FindAsync(link!.Token))!.Gallery!, "anna", 0);
        var removed = await Store.TakeOutAsync(Owners.Local, gallery.Id, _done.Id);
        Assert.Empty((await Store.FindAsync(Owners.Local, gallery.Id))!.Items);

        Assert.False(await Store.PutBackAsync(s_stranger, removed!));
        Assert.True(await Store.PutBackAsync(Owners.Local, removed!));
        Assert.False(await Store.PutBackAsync(Owners.Local, removed!));

        Assert.Equal(_done.Id, Assert.Single((await Store.FindAsync(Owners.Local, gallery.Id))!.Items).RequestId);
        Assert.Equal(1, (await Store.CountVotesAsync(Owners.Local, gallery.Id))[_done.Id]);
    }

    [Fact]
    public async Task AllowAgainAsync_RevokedLink_OpensTheGalleryAgain()
    {
        var gallery = await Store.AddAsync(Owners.Local, "Family", [_done.Id]);
        var link = await Store.ShareAsync(Owners.Local, gallery.Id, null, null);
        await Store.RevokeAsync(Owners.Local, link!.Id);

        Assert.False(await Store.AllowAgainAsync(s_stranger, link.Id));
        Assert.Null(await Shared.FindAsync(link.Token));
        Assert.True(await Store.AllowAgainAsync(Owners.Local, link.Id));

        Assert.NotNull(await Shared.FindAsync(link.Token));
    }

    [Fact]
    public async Task RemoveItemAsync_WithVotes_TakesThemAlongAndCanBeAddedAgain()
    {
        var gallery = await Store.AddAsync(Owners.Local, "Family", [_done.Id]);
        var link = await Store.ShareAsync(Owners.Local, gallery.Id, null, null);
        await Shared.VoteAsync((await Shared.FindAsync(link!.Token))!.Gallery!, "anna", 0);

        Assert.True(await Store.RemoveItemAsync(Owners.Local, gallery.Id, _done.Id));
        Assert.False(await Store.RemoveItemAsync(Owners.Local, gallery.Id, _done.Id));
        Assert.True(await Store.AddItemAsync(Owners.Local, gallery.Id, _done.Id));
        Assert.True(await Store.AddItemAsync(Owners.Local, gallery.Id, _done.Id));
        Assert.False(await Store.AddItemAsync(Owners.Local, gallery.Id, _open.Id));

        Assert.Single((await Store.FindAsync(Owners.Local, gallery.Id))!.Items);
        Assert.Empty(await Store.CountVotesAsync(Owners.Local, gallery.Id));
    }

    [Fact]
    public async Task PurgeAsync_DeletedGallery_LeavesTheResult()
    {
        var gallery = await Store.AddAsync(Owners.Local, "Family", [_done.Id]);
        await Store.SetDeletedAsync(Owners.Local, gallery.Id, deleted: true);

        Assert.Equal(0, await Store.PurgeAsync(DateTime.UnixEpoch));
        Assert.Equal(1, await Store.PurgeAsync(new DateTime(2999, 1, 1, 0, 0, 0, DateTimeKind.Utc)));

        Assert.False(await Store.SetDeletedAsync(Owners.Local, gallery.Id, deleted: false));
        Assert.NotNull(await _data.Get<HistoryQueries>().FindAsync(_done.Id, Owners.Local));
    }

    [Fact]
    public async Task PictureAt_OriginalsNotChosen_GivesTheResultOnly()
    {
        var gallery = await Store.AddAsync(Owners.Local, "Family", [_done.Id]);
        var link = await Store.ShareAsync(Owners.Local, gallery.Id, null, null);

        var shown = (await Shared.FindAsync(link!.Token))!.Gallery!;
        Assert.NotNull(SharedGalleries.PictureAt(shown, 0, before: false));
        Assert.Null(SharedGalleries.PictureAt(shown, 0, before: true));
        Assert.Null(SharedGalleries.PictureAt(shown, 1, before: false));
        await Store.ShowOriginalsAsync(Owners.Local, gallery.Id, show: true);
        Assert.NotNull(SharedGalleries.PictureAt((await Shared.FindAsync(link.Token))!.Gallery!, 0, before: true));
    }

    [Fact]
    public async Task VoteAsync_TwiceByOneVisitor_CountsTheLast()
    {
        var gallery = await Store.AddAsync(Owners.Local, "Family", [_done.Id]);
        var link = await Store.ShareAsync(Owners.Local, gallery.Id, null, null);
        var shown = (await Shared.FindAsync(link!.Token))!.Gallery!;

        Assert.True(await Shared.VoteAsync(shown, "anna", 0));
        Assert.True(await Shared.VoteAsync(shown, "anna", 0));
        Assert.True(await Shared.VoteAsync(shown, "berta", 0));
        Assert.False(await Shared.VoteAsync(shown, "anna", 7));

        Assert.Equal(2, (await Store.CountVotesAsync(Owners.Local, gallery.Id))[_done.Id]);
    }

    [Fact]
    public async Task Shown_DeletedResult_IsHiddenEverywhereUntilItComesBack()
    {
        var gallery = await Store.AddAsync(Owners.Local, "Family", [_done.Id]);
        var link = await Store.ShareAsync(Owners.Local, gallery.Id, null, null);

        await SetDeletedAsync(DateTime.UnixEpoch);
        Assert.Null(await _data.Get<HistoryQueries>().FindAsync(_done.Id, Owners.Local));
        Assert.Empty(SharedGalleries.Shown((await Shared.FindAsync(link!.Token))!.Gallery!));
        await SetDeletedAsync(null);

        Assert.NotNull(await _data.Get<HistoryQueries>().FindAsync(_done.Id, Owners.Local));
        Assert.Single(SharedGalleries.Shown((await Shared.FindAsync(link!.Token))!.Gallery!));
    }

    [Fact]
    public async Task PurgeAsync_DeletedResult_DeletesItsFiles()
    {
        var requests = _data.Get<RequestStore>();
        await SetDeletedAsync(DateTime.UnixEpoch);
        var before = _data.CountFiles();

        Assert.Equal(1, await requests.PurgeAsync(new DateTime(2999, 1, 1, 0, 0, 0, DateTimeKind.Utc)));

        Assert.Equal(before - 3, _data.CountFiles());
    }

    private async Task SetDeletedAsync(DateTime? moment)
    {
        await using var context = await _data.Contexts.CreateDbContextAsync();
        await context
            .Requests.Where(request => request.Id == _done.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(request => request.DeletedUtc, moment));
    }
}
