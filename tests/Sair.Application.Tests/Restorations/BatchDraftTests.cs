using Sair.Application.Restorations;
using Sair.Application.Tests.Fakes;

namespace Sair.Application.Tests.Restorations;

public sealed class BatchDraftTests
{
    private const double Clear = 200;

    private readonly BatchDraft _draft = new();

    public BatchDraftTests()
    {
        var good = TestFaces.Photo("good.png", Clear, 0);
        _draft.Shared.AddReference(good, good.Faces[0].Id);
        _draft.Add(TestFaces.Photo("jennifer.png", Clear, 0.3f));
        _draft.Add(TestFaces.Photo("kofi.png", Clear, 0.9f));
    }

    private ChosenPhoto Kofi => _draft.Targets[1];

    [Fact]
    public void Ready_PhotoOfSomebodyElse_IsListedApartUntilItIsConfirmed()
    {
        Assert.Equal("jennifer.png", Assert.Single(_draft.Ready).Photo.FileName);
        Assert.Equal([Kofi], _draft.Doubtful);

        _draft.Confirm(Kofi, true);

        Assert.Equal(2, _draft.Ready.Count);
        Assert.Equal([Kofi], _draft.Doubtful);
    }

    [Fact]
    public void Confirm_ThenAnotherPerson_HasToBeSaidAgain()
    {
        _draft.Confirm(Kofi, true);
        var other = TestFaces.Photo("other.png", Clear, 0.2f);

        _draft.Shared.AddReference(other, other.Faces[0].Id);

        Assert.False(_draft.IsConfirmed(Kofi));
    }

    [Fact]
    public void Missing_OnlyDoubtfulPhotos_SaysWhereToLook()
    {
        _draft.Remove(_draft.Targets[0]);

        Assert.Equal("None is ready: look at those that seem to show somebody else.", _draft.Missing(1));
    }

    [Fact]
    public void ReferencesFor_PhotoOfTheAlbum_DoesWithoutItself()
    {
        var (album, other) = (TestFaces.Photo("album.png", Clear, 0.3f), TestFaces.Photo("other.png", Clear, 0.1f));
        _draft.Shared.AddReference(album, album.Faces[0].Id);
        _draft.Shared.AddReference(other, other.Faces[0].Id);

        _draft.Add(album);

        Assert.DoesNotContain(album.Faces[0].Id, _draft.ReferencesFor(_draft.Targets[2]));
        Assert.NotEmpty(_draft.ReferencesFor(_draft.Targets[2]));
        Assert.Equal(album.Id, Assert.Single(_draft.CheckOf(_draft.Targets[2])!.Itself).Photo.Id);
    }

    [Fact]
    public void Open_KeptList_BringsPhotosAndChosenFacesBackBeforeNewOnes()
    {
        var (group, single, late) = (
            TestFaces.Photo("group.png", 100, 0, 1),
            TestFaces.Photo("single.png", 100, 0),
            TestFaces.Photo("late.png", 100, 0)
        );
        var draft = new BatchDraft();
        draft.Add(late);

        draft.Open([(group.Id, group.Faces[1].Id), (single.Id, null)], [group, single]);

        Assert.Equal([group.Id, single.Id, late.Id], draft.Targets.Select(target => target.Photo.Id));
        Assert.Equal(group.Faces[1].Id, draft.Targets[0].FaceId);
        Assert.True(draft.Targets[0].ChosenByUser);
        Assert.Equal(3, draft.Ready.Count);
    }

    [Fact]
    public void Open_PhotoThatCameMeanwhile_IsThereOnce()
    {
        var photo = TestFaces.Photo("a.png", 100, 0);
        var draft = new BatchDraft();
        draft.Add(photo);

        draft.Open([(photo.Id, null)], [photo]);

        Assert.Single(draft.Targets);
    }

    [Fact]
    public void Lying_SomePhotosLie_NamesThem()
    {
        var (lying, upright) = (TestFaces.Photo("a.png", 100, 0), TestFaces.Photo("b.png", 100, 0));
        lying.ProposedTurn = 270;
        var draft = new BatchDraft();
        draft.Add(lying);
        draft.Add(upright);

        Assert.Equal([lying], draft.Lying);
    }

    [Fact]
    public void Open_FaceThatIsGone_AsksAgain()
    {
        var photo = TestFaces.Photo("a.png", 100, 0, 1);
        var draft = new BatchDraft();

        draft.Open([(photo.Id, Guid.NewGuid())], [photo]);

        Assert.Null(draft.Targets[0].FaceId);
    }
}
