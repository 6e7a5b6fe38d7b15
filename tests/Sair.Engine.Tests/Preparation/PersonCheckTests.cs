using Sair.Engine.Preparation;

namespace Sair.Engine.Tests.Preparation;

public sealed class PersonCheckTests
{
    [Theory]
    [InlineData(0.3f, PersonVerdict.Same)]
    [InlineData(0.59f, PersonVerdict.Same)]
    [InlineData(0.62f, PersonVerdict.Unsure)]
    [InlineData(0.65f, PersonVerdict.SomebodyElse)]
    [InlineData(0.92f, PersonVerdict.SomebodyElse)]
    public void Of_ClearFace_IsToldByTheDistance(float distance, PersonVerdict verdict) =>
        Assert.Equal(verdict, PersonCheck.Of(MadeUpFaces.Create(distance), [MadeUpFaces.Create(0)])!.Verdict);

    [Theory]
    [InlineData(26, true)]
    [InlineData(20, true)]
    [InlineData(256, false)]
    public void Of_CoarseOrBlurredFaceFarAway_CannotBeTold(int side, bool isSharp) =>
        Assert.Equal(PersonVerdict.Unsure, PersonCheck.Of(MadeUpFaces.Create(0.9f, side, isSharp), [MadeUpFaces.Create(0)])!.Verdict);

    [Theory]
    [InlineData(0.67f, PersonVerdict.Unsure)]
    [InlineData(0.72f, PersonVerdict.SomebodyElse)]
    public void Of_FaceOf30Pixels_IsAllowedMoreDistance(float distance, PersonVerdict verdict) =>
        Assert.Equal(verdict, PersonCheck.Of(MadeUpFaces.Create(distance, 30), [MadeUpFaces.Create(0)])!.Verdict);

    [Fact]
    public void Of_BlurredGoodPhotosAlone_CannotBeTold() =>
        Assert.Equal(PersonVerdict.Unsure, PersonCheck.Of(MadeUpFaces.Create(0.9f), [MadeUpFaces.Create(0, isSharp: false)])!.Verdict);

    [Fact]
    public void Of_SeveralGoodPhotos_TakesTheMeanOfTheClearOnes()
    {
        var check = PersonCheck.Of(
            MadeUpFaces.Create(0),
            [MadeUpFaces.Create(0.5f), MadeUpFaces.Create(0.7f), MadeUpFaces.Create(3, isSharp: false)]
        );

        Assert.Equal(0.6, check!.Distance!.Value, precision: 5);
    }

    [Fact]
    public void Of_NoGoodPhotos_IsNoVerdict() => Assert.Null(PersonCheck.Of(MadeUpFaces.Create(0), []));

    [Theory]
    [InlineData("Jennifer", "This looks like somebody else than Jennifer.")]
    [InlineData(null, "This looks like somebody else than the person on the good photos.")]
    public void Sentence_SomebodyElse_NamesThePerson(string? name, string sentence) =>
        Assert.Equal(sentence, PersonCheck.Of(MadeUpFaces.Create(0.9f), [MadeUpFaces.Create(0)])!.Sentence(name));
}
