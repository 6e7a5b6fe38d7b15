using Sair.Engine.Preparation;

namespace Sair.Engine.Tests.Preparation;

public sealed class PeopleOnPhotoTests
{
    private const double Clear = 0.5;

    [Fact]
    public void Assign_TwoFacesLikeOnePerson_TheNearerIsThePersonAndTheOtherLooksFurther() =>
        Assert.Equal(["Bob", "Ann", null], Assign(3, ("Ann", 0, 0.4), ("Ann", 1, 0.3), ("Bob", 0, 0.5), ("Bob", 2, 0.55)));

    [Fact]
    public void Assign_StripOfOnePerson_EveryFaceIsThePerson() =>
        Assert.Equal(["Ann", "Ann", "Ann"], Assign(3, ("Ann", 0, 0.35), ("Ann", 1, 0.3), ("Ann", 2, 0.45)));

    [Fact]
    public void Assign_SisterWithoutAnAlbum_IsNotGivenThePersonToo() =>
        Assert.Equal(["Ann", null], Assign(2, ("Ann", 0, 0.35), ("Ann", 1, 0.56)));

    [Fact]
    public void Assign_StripOfAPersonWhoseSisterIsKnown_IsNotHalfTheSister() =>
        Assert.Equal(["Ann", "Ann"], Assign(2, ("Ann", 0, 0.3), ("Sister", 0, 0.5), ("Ann", 1, 0.35), ("Sister", 1, 0.52)));

    [Fact]
    public void Assign_SisterIsThereAfterAll_IsFoundBesideTheStrip() =>
        Assert.Equal(["Ann", "Ann", "Sister"], Assign(3, ("Ann", 0, 0.3), ("Ann", 1, 0.35), ("Sister", 1, 0.5), ("Sister", 2, 0.55)));

    [Fact]
    public void Assign_TwinsBesideEachOther_EachIsOneOfThem() =>
        Assert.Equal(["Ann", "Twin"], Assign(2, ("Ann", 0, 0.3), ("Twin", 0, 0.36), ("Ann", 1, 0.34), ("Twin", 1, 0.38)));

    [Fact]
    public void Repeated_PeopleOnSeveralFaces_AreNamedWithTheirNumber() =>
        Assert.Equal(
            ["Two faces are both Ann", "3 faces are all Bob"],
            PeopleOnPhoto.Repeated(["Ann", "Bob", null, "Bob", "Ann", "Cleo", "Bob", null], name => name)
        );

    private static IReadOnlyList<string?> Assign(int faces, params (string Person, int Face, double Apart)[] distances)
    {
        double? Apart(int face, string person) =>
            distances.Where(entry => entry.Face == face && entry.Person == person).Select(entry => (double?)entry.Apart).FirstOrDefault();
        return PeopleOnPhoto.Assign(
            faces,
            [.. distances.Select(entry => entry.Person).Distinct()],
            Apart,
            (face, person) => Apart(face, person) <= Clear
        );
    }
}
