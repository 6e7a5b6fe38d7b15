using Sair.Engine.Preparation;

namespace Sair.Engine.Tests.Preparation;

public sealed class PeopleOnPhotoTests
{
    [Fact]
    public void Assign_TwoFacesLikeOnePerson_TheNearerIsThePersonAndTheOtherLooksFurther()
    {
        var distances = new Dictionary<(int, string), double> { [(0, "Ann")] = 0.4, [(1, "Ann")] = 0.3, [(0, "Bob")] = 0.5, [(2, "Bob")] = 0.55 };

        var people = PeopleOnPhoto.Assign(3, ["Ann", "Bob"], (face, person) => distances.TryGetValue((face, person), out var distance) ? distance : null);

        Assert.Equal(["Bob", "Ann", null], people);
    }
}
