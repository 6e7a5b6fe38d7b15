using Sair.Web.Components.Restoring;

namespace Sair.Web.Tests.Components.Restoring;

public sealed class RestoreDraftTests
{
    private const double Clear = 200;
    private const double Small = 32;
    private const double Tiny = 12;

    private readonly RestoreDraft _draft = new();

    [Fact]
    public void SetTarget_OneFace_TakesIt()
    {
        _draft.SetTarget(TestFaces.Photo("a.png", Small, 0));

        Assert.NotNull(_draft.Target!.Face);
        Assert.False(_draft.Target.ChosenByLikeness);
    }

    [Fact]
    public void SetTarget_SeveralFacesWithoutReference_TakesNone()
    {
        _draft.SetTarget(TestFaces.Photo("a.png", Clear, 0, 1));

        Assert.Null(_draft.Target!.Face);
        Assert.Equal("Choose the face to restore.", _draft.Missing(1));
    }

    [Fact]
    public void AddReference_SeveralTargetFaces_ProposesTheMostAlikeWhateverItsPosition()
    {
        _draft.SetTarget(TestFaces.Photo("a.png", Clear, 0, 3, 1.1f));

        _draft.AddReference(TestFaces.Photo("b.png", Clear, 1));

        Assert.Equal(2, _draft.Target!.Face!.Position);
        Assert.True(_draft.Target.ChosenByLikeness);
    }

    [Fact]
    public void Propose_AfterTheUsersChoice_KeepsIt()
    {
        _draft.SetTarget(TestFaces.Photo("a.png", Clear, 0, 1));
        _draft.Target!.ChooseByUser(_draft.Target.Photo.Faces[0].Id);

        _draft.AddReference(TestFaces.Photo("b.png", Clear, 1));

        Assert.Equal(0, _draft.Target.Face!.Position);
    }

    [Fact]
    public void AddReference_SeveralFacesAndAnotherReference_ProposesTheSamePerson()
    {
        _draft.AddReference(TestFaces.Photo("a.png", Clear, 5));

        _draft.AddReference(TestFaces.Photo("b.png", Clear, 1, 4.9f));

        Assert.Equal(1, _draft.References[1].Face!.Position);
    }

    [Fact]
    public void Judge_OtherPersonAmongReferences_SaysSoWithDistance()
    {
        _draft.AddReference(TestFaces.Photo("a.png", Clear, 0));
        _draft.AddReference(TestFaces.Photo("b.png", Clear, 0.8f));

        var verdict = _draft.Judge(_draft.References[1]);

        Assert.False(verdict!.SamePerson);
        Assert.Equal(0.8, verdict.Distance, precision: 5);
        Assert.False(verdict.WithTarget);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Judge_PhotoThatLies_IsNotCalledSomebodyElse(bool referenceLies, bool targetLies)
    {
        var (target, reference) = (TestFaces.Photo("a.png", Clear, 0), TestFaces.Photo("b.png", Clear, 0.9f));
        target.ProposedTurn = targetLies ? 90 : null;
        reference.ProposedTurn = referenceLies ? 180 : null;

        _draft.SetTarget(target);
        _draft.AddReference(reference);

        Assert.Null(_draft.Judge(_draft.References[0]));
        (target.ProposedTurn, reference.ProposedTurn) = (null, null);
        Assert.False(_draft.Judge(_draft.References[0])!.SamePerson);
    }

    [Fact]
    public void Reload_PhotoWasTurned_ForgetsAFaceThatIsGoneAndProposesAnew()
    {
        _draft.SetTarget(TestFaces.Photo("a.png", Clear, 0, 1));
        _draft.Target!.ChooseByUser(_draft.Target.Photo.Faces[1].Id);

        _draft.Target.Reload(TestFaces.Photo("a.png", Clear, 0));
        _draft.Propose();

        Assert.Equal(_draft.Target.Photo.Faces[0], _draft.Target.Face);
        Assert.False(_draft.Target.ChosenByUser);
    }

    [Theory]
    [InlineData(Clear, 0.65f, false)]
    [InlineData(Small, 0.65f, true)]
    public void Judge_OnlyReference_ComparesWithTheTargetByItsSize(double targetSide, float distance, bool samePerson)
    {
        _draft.SetTarget(TestFaces.Photo("a.png", targetSide, 0));
        _draft.AddReference(TestFaces.Photo("b.png", Clear, distance));

        var verdict = _draft.Judge(_draft.References[0]);

        Assert.Equal(samePerson, verdict!.SamePerson);
        Assert.True(verdict.WithTarget);
    }

    [Fact]
    public void Judge_TinyTarget_DoesNotJudge()
    {
        _draft.SetTarget(TestFaces.Photo("a.png", Tiny, 0));
        _draft.AddReference(TestFaces.Photo("b.png", Clear, 3));

        Assert.Null(_draft.Judge(_draft.References[0]));
    }

    [Fact]
    public void OrderedReferences_ClearTarget_BeginsWithTheNearest()
    {
        _draft.SetTarget(TestFaces.Photo("a.png", Clear, 0));
        _draft.AddReference(TestFaces.Photo("far.png", Clear, 0.5f));
        _draft.AddReference(TestFaces.Photo("near.png", Clear, 0.1f));

        Assert.Equal("near.png", _draft.OrderedReferences[0].Photo.FileName);
    }

    [Fact]
    public void OrderedReferences_LeadChosenByUser_BeginsWithIt()
    {
        _draft.SetTarget(TestFaces.Photo("a.png", Clear, 0));
        _draft.AddReference(TestFaces.Photo("far.png", Clear, 0.5f));
        _draft.AddReference(TestFaces.Photo("near.png", Clear, 0.1f));

        _draft.Lead(_draft.References[0]);

        Assert.Equal("far.png", _draft.OrderedReferences[0].Photo.FileName);
    }

    [Fact]
    public void Missing_StepByStep_NamesTheNextThing()
    {
        Assert.Equal("Add the photo that you want to restore.", _draft.Missing(1));
        _draft.SetTarget(TestFaces.Photo("a.png", Small));
        Assert.Equal("Mark where the face is on the photo to restore.", _draft.Missing(1));
        _draft.SetTarget(TestFaces.Photo("a.png", Small, 0));
        Assert.Equal("Add at least one good photo of the same person.", _draft.Missing(1));
        _draft.AddReference(TestFaces.Photo("b.png", Clear));
        Assert.StartsWith("One good photo has no chosen face", _draft.Missing(1));
        _draft.RemoveReference(_draft.References[0]);
        _draft.AddReference(TestFaces.Photo("c.png", Clear, 0));
        Assert.Null(_draft.Missing(1));
    }

    [Fact]
    public void AddReference_SamePhotoTwice_IsTakenOnce()
    {
        var photo = TestFaces.Photo("a.png", Clear, 0);

        _draft.AddReference(photo);
        _draft.AddReference(photo);

        Assert.Single(_draft.References);
    }
}
