using Sair.Application.People;
using Sair.Engine.Preparation;

namespace Sair.Application.Tests.People;

public sealed class AlbumAnalysisTests
{
    [Fact]
    public void Of_OneStrangerAmongThree_FlagsOnlyTheStranger()
    {
        var album = AlbumAnalysis.Of([Face(0), Face(0.2f), Face(0.3f), Face(1.2f)]);

        var stranger = Assert.Single(album.Places, place => place.IsOutlier);
        Assert.Equal(1.2f, stranger.Face.Traits.Descriptor[0]);
        Assert.Contains("looks like somebody else: 1.00 away", stranger.Reason, StringComparison.Ordinal);
        Assert.Equal(stranger, album.Places[^1]);
        Assert.Equal(0.3, album.Spread!.Value, precision: 5);
    }

    [Fact]
    public void Of_ConfirmedStranger_IsUsed() =>
        Assert.DoesNotContain(AlbumAnalysis.Of([Face(0), Face(0.1f), Face(1.2f, confirmed: true)]).Places, place => place.IsOutlier);

    [Fact]
    public void Of_TinyFaces_AreNotJudgedByDescriptor()
    {
        var album = AlbumAnalysis.Of([Face(0, side: 20), Face(3, side: 20)]);

        Assert.All(album.Places, place => Assert.Null(place.Distance));
        Assert.DoesNotContain(album.Places, place => place.IsOutlier);
    }

    [Fact]
    public void Of_SameDistances_PutsTheBetterPhotoFirst()
    {
        var album = AlbumAnalysis.Of([Face(0, quality: 0.3), Face(0.1f, quality: 0.9)]);

        Assert.Equal(0.9, album.Places[0].Face.Traits.Quality);
        Assert.Contains("px, facing the camera, 0.10 from the other photos", album.Places[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SamePictureTwice_KeepsTheBetterCopy()
    {
        var album = AlbumAnalysis.Of([Face(0, quality: 0.3, hash: 0b1011), Face(0.01f, quality: 0.9, hash: 0b0011), Face(0.1f, hash: -1)]);

        var copy = Assert.Single(album.Places, place => place.CopyOf is not null);
        Assert.Equal(0.3, copy.Face.Traits.Quality);
        Assert.Equal(album.Places[0].Face.PhotoId, copy.CopyOf);
    }

    [Fact]
    public void Of_Nothing_InvitesToAddPhotos() =>
        Assert.StartsWith("Add photos of this person", Assert.Single(AlbumAnalysis.Of([]).Hints), StringComparison.Ordinal);

    [Fact]
    public void Of_FrontalUnsmilingPhotosOfOneDay_SaysWhatIsMissing()
    {
        var hints = AlbumAnalysis.Of([Face(0), Face(0.1f), Face(0.2f)]).Hints;

        Assert.Contains(hints, hint => hint.StartsWith("No smiling photo", StringComparison.Ordinal));
        Assert.Contains(hints, hint => hint.StartsWith("All photos are taken from the front", StringComparison.Ordinal));
        Assert.Contains(hints, hint => hint.StartsWith("All photos are from one day", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_ThousandPhotos_JudgesEachAgainstASample()
    {
        var album = AlbumAnalysis.Of([.. Enumerable.Range(0, 1000).Select(i => Face(i % 10 * 0.01f))]);

        Assert.Equal(1000, album.Places.Count);
        Assert.All(album.Places, place => Assert.InRange(place.Distance!.Value, 0, 0.1));
    }

    private static AlbumFace Face(float person, double side = 300, double quality = 0.8, long? hash = null, bool confirmed = false)
    {
        var descriptor = new float[128];
        descriptor[0] = person;
        return new AlbumFace(
            Guid.NewGuid(),
            Guid.NewGuid(),
            new FaceTraits(side, descriptor, quality, 0, new Dictionary<string, double> { ["neutral"] = 1 }),
            0.9,
            new DateTime(2020, 5, 6, 7, 8, 9, DateTimeKind.Utc),
            hash,
            confirmed
        );
    }
}
