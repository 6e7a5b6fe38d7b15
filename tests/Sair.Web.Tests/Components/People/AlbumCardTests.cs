using Bunit;
using Sair.Application.People;
using Sair.Application.Photos;
using Sair.Application.Tests.Fakes;
using Sair.Data.Photos;
using Sair.Web.Components.People;

namespace Sair.Web.Tests.Components.People;

public sealed class AlbumCardTests : ComponentTests
{
    [Fact]
    public void Render_Outlier_OffersToConfirmOrLeaveOut()
    {
        var confirmed = false;
        var card = Render<AlbumCard>(parameters =>
            parameters
                .Add(p => p.Entry, Entries(0, 0.1f, 2)[0])
                .Add(p => p.Photo, TestFaces.Photo("a.png", 200, 2))
                .Add(p => p.OnConfirm, () => confirmed = true)
        );

        Assert.Contains("Looks like somebody else", card.Markup, StringComparison.Ordinal);
        card.Find(".buttons button").Click();

        Assert.True(confirmed);
    }

    [Fact]
    public void Render_GoodPhoto_ShowsRankAndReason()
    {
        var card = Render<AlbumCard>(parameters =>
            parameters.Add(p => p.Entry, Entries(0, 0.1f)[0]).Add(p => p.Photo, TestFaces.Photo("a.png", 200, 0))
        );

        Assert.Equal("1", card.Find(".rank").TextContent);
        Assert.Contains("0.10 from the other photos.", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_SeveralFacesWithoutChoice_AsksWhichOne()
    {
        var photo = TestFaces.Photo("group.png", 100, 0, 1, 2);
        Guid? chosen = null;
        var card = Render<AlbumCard>(parameters =>
            parameters.Add(p => p.Entry, Unchosen(photo)).Add(p => p.Photo, photo).Add(p => p.OnFace, face => chosen = face)
        );

        Assert.Contains("Which face is it?", card.Markup, StringComparison.Ordinal);
        card.FindAll(".face")[1].Click();

        Assert.Equal(photo.Faces[1].Id, chosen);
    }

    [Fact]
    public void Render_NoFace_OffersToMarkIt()
    {
        var photo = TestFaces.Photo("tree.png", 100);

        var card = Render<AlbumCard>(parameters => parameters.Add(p => p.Entry, Unchosen(photo)).Add(p => p.Photo, photo));

        Assert.Contains("Mark it by hand", card.Markup, StringComparison.Ordinal);
    }

    private static AlbumEntry Unchosen(Photo photo) => new(Row(photo.Id, null), null, null);

    private static IReadOnlyList<AlbumEntry> Entries(params float[] people)
    {
        var faces = people.Select(value => TestFaces.Photo("a.png", 200, value).Faces[0]).ToList();
        var analysis = AlbumAnalysis.Of([
            .. faces.Select(face => new AlbumFace(face.PhotoId, face.Id, FaceMapping.TraitsOf(face), null, null, null, IsConfirmed: false)),
        ]);
        return AlbumEntry.Of(new Album(Guid.NewGuid(), "Rosa", [.. faces.Select(face => Row(face.PhotoId, face.Id))], analysis));
    }

    private static AlbumRow Row(Guid photoId, Guid? faceId) =>
        new(photoId, faceId, IsConfirmed: false, IsExcluded: false, null, DateTime.UnixEpoch, null);
}
