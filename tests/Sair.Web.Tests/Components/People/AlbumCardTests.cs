using Bunit;
using Sair.Data.People;
using Sair.Data.Photos;
using Sair.Web.Components.People;
using Sair.Worker.People;

namespace Sair.Web.Tests.Components.People;

public sealed class AlbumCardTests : ComponentTests
{
    [Fact]
    public void Render_Outlier_OffersToConfirmOrLeaveOut()
    {
        var confirmed = false;
        var card = Render<AlbumCard>(parameters => parameters
            .Add(p => p.Entry, Entries(0, 0.1f, 2)[0])
            .Add(p => p.OnConfirm, () => confirmed = true));

        Assert.Contains("Looks like somebody else", card.Markup, StringComparison.Ordinal);
        card.Find(".buttons button").Click();

        Assert.True(confirmed);
    }

    [Fact]
    public void Render_GoodPhoto_ShowsRankAndReason()
    {
        var card = Render<AlbumCard>(parameters => parameters.Add(p => p.Entry, Entries(0, 0.1f)[0]));

        Assert.Equal("1", card.Find(".rank").TextContent);
        Assert.Contains("0.10 from the other photos.", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_SeveralFacesWithoutChoice_AsksWhichOne()
    {
        var photo = TestFaces.Photo("group.png", 100, 0, 1, 2);
        Guid? chosen = null;
        var card = Render<AlbumCard>(parameters => parameters
            .Add(p => p.Entry, new AlbumEntry(Entry(photo, null), null, null))
            .Add(p => p.OnFace, face => chosen = face));

        Assert.Contains("Which face is it?", card.Markup, StringComparison.Ordinal);
        card.FindAll(".face")[1].Click();

        Assert.Equal(photo.Faces[1].Id, chosen);
    }

    [Fact]
    public void Render_NoFace_OffersToMarkIt() =>
        Assert.Contains(
            "Mark it by hand",
            Render<AlbumCard>(parameters => parameters.Add(p => p.Entry, new AlbumEntry(Entry(TestFaces.Photo("tree.png", 100), null), null, null))).Markup,
            StringComparison.Ordinal);

    private static IReadOnlyList<AlbumEntry> Entries(params float[] people)
    {
        var person = new Person { Name = "Rosa", CreatedUtc = DateTime.UnixEpoch };
        foreach (var (index, value) in people.Index())
        {
            var photo = TestFaces.Photo($"{index}.png", 200, value);
            person.Photos.Add(Entry(photo, photo.Faces[0].Id));
        }

        return AlbumEntry.Of(person, Albums.Analyse(person));
    }

    private static PersonPhoto Entry(Photo photo, Guid? faceId) =>
        new() { PersonId = Guid.NewGuid(), PhotoId = photo.Id, Photo = photo, FaceId = faceId, AddedUtc = DateTime.UnixEpoch };
}
