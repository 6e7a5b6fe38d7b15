using Sair.Application.Restorations;
using Sair.Application.Tests.Fakes;
using Sair.Engine.Preparation;

namespace Sair.Application.Tests.Restorations;

public sealed class RestoreDraftTests
{
    private const double Clear = 200;
    private const double Small = 32;

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

    [Theory]
    [InlineData(0.8f, ReferenceVerdict.OtherThanOthers, false, "The good photos seem to show different people.")]
    [InlineData(0.4f, ReferenceVerdict.SameAsOthers, true, "The good photos show one person.")]
    public void Judge_TwoReferences_ComparesThemWithEachOther(float apart, ReferenceVerdict verdict, bool isOne, string sentence)
    {
        _draft.AddReference(TestFaces.Photo("a.png", Clear, 0));
        _draft.AddReference(TestFaces.Photo("b.png", Clear, apart));

        Assert.Equal(verdict, _draft.Judge(_draft.References[1]));
        Assert.Equal((isOne, sentence), _draft.AgreementOfReferences);
    }

    [Fact]
    public void Judge_PhotoThatLies_IsNotCalledSomebodyElse()
    {
        _draft.AddReference(TestFaces.Photo("a.png", Clear, 0));
        _draft.AddReference(TestFaces.Photo("b.png", Clear, 0.9f));
        _draft.References[1].Photo.ProposedTurn = 180;

        Assert.Equal(ReferenceVerdict.None, _draft.Judge(_draft.References[1]));
        _draft.References[1].Photo.ProposedTurn = null;
        Assert.Equal(ReferenceVerdict.OtherThanOthers, _draft.Judge(_draft.References[1]));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Check_PhotoThatLies_IsNotCalledSomebodyElse(bool referenceLies, bool targetLies)
    {
        var (target, reference) = (TestFaces.Photo("a.png", Clear, 0), TestFaces.Photo("b.png", Clear, 0.9f));
        target.ProposedTurn = targetLies ? 90 : null;
        reference.ProposedTurn = referenceLies ? 180 : null;

        _draft.SetTarget(target);
        _draft.AddReference(reference);

        Assert.NotEqual(PersonVerdict.SomebodyElse, _draft.Check!.Who?.Verdict);
        Assert.Equal((targetLies, targetLies), (_draft.IsDoubtful, _draft.Check.Who?.IsToBeTurned == true));
        (target.ProposedTurn, reference.ProposedTurn) = (null, null);
        Assert.Equal((true, false), (_draft.IsDoubtful, _draft.Check.Who!.IsToBeTurned));
    }

    [Fact]
    public void Confirm_PhotoThatLiesAndLooksLikeSomebodyElse_IsNotDoubtfulAnyMore()
    {
        var target = TestFaces.Photo("a.png", Clear, 0);
        target.ProposedTurn = 90;
        _draft.SetTarget(target);
        _draft.AddReference(TestFaces.Photo("b.png", Clear, 0.9f));

        _draft.Confirm(true);

        Assert.False(_draft.IsDoubtful);
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

    [Fact]
    public void Judge_OnlyReference_SaysNothing()
    {
        _draft.SetTarget(TestFaces.Photo("a.png", Clear, 0));
        _draft.AddReference(TestFaces.Photo("b.png", Clear, 0.65f));

        Assert.Equal(ReferenceVerdict.None, _draft.Judge(_draft.References[0]));
        Assert.Null(_draft.AgreementOfReferences);
    }

    [Fact]
    public void Check_PhotoOfSomebodyElse_MustBeConfirmed()
    {
        _draft.SetTarget(TestFaces.Photo("kofi.png", Clear, 0.9f));
        _draft.AddReference(TestFaces.Photo("b.png", Clear, 0));
        _draft.AddReference(TestFaces.Photo("c.png", Clear, 0.3f));

        Assert.Equal((true, PersonWords.Ask), (_draft.IsDoubtful, _draft.Missing(1)));

        _draft.Confirm(true);

        Assert.Equal((true, null), (_draft.EvenIfSomebodyElse, _draft.Missing(1)));
    }

    [Fact]
    public void Confirm_OtherReferencesAfterwards_HasToBeSaidAgain()
    {
        _draft.SetTarget(TestFaces.Photo("kofi.png", Clear, 0.9f));
        _draft.AddReference(TestFaces.Photo("b.png", Clear, 0));
        _draft.Confirm(true);

        _draft.AddReference(TestFaces.Photo("c.png", Clear, 0.2f));

        Assert.True(_draft.IsDoubtful);
    }

    [Fact]
    public void Check_SmallPhotoFarAway_IsUnsureAndStopsNothing()
    {
        _draft.SetTarget(TestFaces.Photo("a.png", 26, 0.9f));
        _draft.AddReference(TestFaces.Photo("b.png", Clear, 0));

        Assert.Equal((PersonVerdict.Unsure, null), (_draft.Check!.Who!.Verdict, _draft.Missing(1)));
    }

    [Fact]
    public void Check_PhotoIsItsOwnReference_IsLeftOutOrRefused()
    {
        _draft.SetTarget(TestFaces.Photo("a.png", Clear, 0));
        _draft.AddReference(TestFaces.Photo("copy.png", Clear, 0.05f));
        Assert.Equal((ReferenceVerdict.Itself, ReferenceCheck.OnlyItselfSentence), (_draft.Judge(_draft.References[0]), _draft.Missing(1)));
        Assert.Equal(ReferenceCheck.OnlyItselfSentence, _draft.Missing(0));

        _draft.AddReference(TestFaces.Photo("other.png", Clear, 0.3f));

        Assert.Null(_draft.Missing(1));
        Assert.Equal("other.png", Assert.Single(_draft.OrderedReferences).Photo.FileName);
    }

    [Fact]
    public void OrderedReferences_ClearTarget_BeginsWithTheNearest()
    {
        _draft.SetTarget(TestFaces.Photo("a.png", Clear, 0));
        _draft.AddReference(TestFaces.Photo("far.png", Clear, 0.5f));
        _draft.AddReference(TestFaces.Photo("near.png", Clear, 0.2f));

        Assert.Equal("near.png", _draft.OrderedReferences[0].Photo.FileName);
    }

    [Fact]
    public void OrderedReferences_LeadChosenByUser_BeginsWithIt()
    {
        _draft.SetTarget(TestFaces.Photo("a.png", Clear, 0));
        _draft.AddReference(TestFaces.Photo("far.png", Clear, 0.5f));
        _draft.AddReference(TestFaces.Photo("near.png", Clear, 0.2f));

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
        _draft.AddReference(TestFaces.Photo("c.png", Clear, 0.3f));
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
