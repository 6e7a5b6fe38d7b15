using Sair.Web.Components.Restoring;

namespace Sair.Web.Tests.Components.Restoring;

public sealed class BatchDraftTests
{
    [Fact]
    public void Open_KeptList_BringsPhotosAndChosenFacesBackBeforeNewOnes()
    {
        var (group, single, late) = (TestFaces.Photo("group.png", 100, 0, 1), TestFaces.Photo("single.png", 100, 0), TestFaces.Photo("late.png", 100, 0));
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
