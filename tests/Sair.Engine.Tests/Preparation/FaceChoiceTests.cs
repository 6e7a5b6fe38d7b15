using Sair.Engine.Preparation;

namespace Sair.Engine.Tests.Preparation;

public sealed class FaceChoiceTests
{
    [Fact]
    public void MostLike_OneOddPhotoAmongTheGood_GoesByTheMeanOfAll()
    {
        var choice = FaceChoice.MostLike([Face(0.9f), Face(0.15f)], [Face(0), Face(0.05f), Face(0.95f)]);

        Assert.Equal(1, choice!.Index);
        Assert.Equal(0.35, choice.Distance!.Value, 6);
    }

    [Fact]
    public void MostLike_BlurredPhotoAmongTheGood_DoesNotCount()
    {
        var choice = FaceChoice.MostLike([Face(0.9f), Face(0.1f)], [Face(0), Face(0.9f, isSharp: false)]);

        Assert.Equal(new ChosenFace(1, 0.1f), choice! with { Distance = (float)choice.Distance!.Value });
    }

    [Theory]
    [InlineData(0.72f, 0)]
    [InlineData(0.6f, 1)]
    public void MostLike_SmearBesideAClearStranger_IsTakenOnlyWhereItMayBeThePerson(float smear, int expected) =>
        Assert.Equal(expected, FaceChoice.MostLike([Face(0.9f), Face(smear, isSharp: false)], [Face(0)])!.Index);

    [Fact]
    public void MostLike_NothingToCompareWith_IsNull()
    {
        Assert.Null(FaceChoice.MostLike([Face(0.1f), Face(0.9f)], []));
        Assert.Null(FaceChoice.MostLike([Face(0.1f, side: 16), Face(0.9f, side: 16)], [Face(0)]));
        Assert.Null(FaceChoice.MostLike([], [Face(0)]));
    }

    [Fact]
    public void MostLikeOrLargest_NothingToCompareWith_TakesTheLargest() =>
        Assert.Equal(new ChosenFace(0, null), FaceChoice.MostLikeOrLargest([Face(0.9f), Face(0.2f)], []));

    [Fact]
    public void OfGoodPhotos_GroupAmongPortraits_TakesTheFaceOfThePortraits()
    {
        var choices = FaceChoice.OfGoodPhotos([
            [Face(0.8f), Face(0.1f)],
            [Face(0)],
        ]);

        Assert.Equal([1, 0], choices.Select(choice => choice.Index));
        Assert.Equal(0.1, choices[0].Distance!.Value, 6);
        Assert.Null(choices[1].Distance);
    }

    [Fact]
    public void OfGoodPhotos_GroupsAlone_TakesTheLargestFaces() =>
        Assert.Equal(
            [new ChosenFace(0, null), new(0, null)],
            FaceChoice.OfGoodPhotos([
                [Face(0.8f), Face(0.1f)],
                [Face(0.1f), Face(0.8f)],
            ])
        );

    private static FaceTraits Face(float person, int side = 256, bool isSharp = true) =>
        FaceTraits.Of(MadeUpFaces.Create(person, side, isSharp));
}
