using Sair.Application.Restorations;
using Sair.Application.Tests.Fakes;

namespace Sair.Application.Tests.Restorations;

public sealed class PhotoPlanTests
{
    [Fact]
    public void Take_EarlierWishes_BringsThemBack()
    {
        var photo = TestFaces.Photo("group.png", 100, 0, 1);
        var earlier = new PhotoPlan([]);
        earlier.Take(photo.Faces);
        earlier.Faces[1].Choose(FaceTreatment.Blind, null);

        var plan = new PhotoPlan([]);
        plan.Take(photo.Faces);
        plan.Take(earlier.Wishes);

        Assert.Equal([photo.Faces[1].Id], plan.Chosen.Select(face => face.Face.Id));
        Assert.Single(plan.Wishes);
    }

    [Fact]
    public void Take_StripOfOnePerson_ProposesThePersonForEachFaceAndSaysSo()
    {
        var photo = TestFaces.Photo("strip.png", 100, 0.3f, 0.4f, 0.35f, 1.5f);
        var plan = new PhotoPlan([TestFaces.Person("Jennifer", 0)]);

        plan.Take(photo.Faces);

        Assert.Equal(["Jennifer", "Jennifer", "Jennifer", null], plan.Faces.Select(face => face.Person?.Name));
        Assert.Equal("3 faces are all Jennifer: right for a strip of pictures, a collage or a mirror, else choose.", plan.Repeated);
    }

    [Fact]
    public void Take_PersonAndSomebodyAlike_ProposesThePersonOnce()
    {
        var photo = TestFaces.Photo("sisters.png", 100, 0.3f, 0.58f);
        var plan = new PhotoPlan([TestFaces.Person("Jennifer", 0)]);

        plan.Take(photo.Faces);

        Assert.Equal(["Jennifer", null], plan.Faces.Select(face => face.Person?.Name));
        Assert.Null(plan.Repeated);
    }

    [Fact]
    public void Take_WishForAPersonOrAFaceThatIsGone_IsLeftOut()
    {
        var photo = TestFaces.Photo("group.png", 100, 0);
        var plan = new PhotoPlan([]);
        plan.Take(photo.Faces);

        plan.Take([
            new FaceWish(photo.Faces[0].Id, FaceTreatment.Album, Guid.NewGuid()),
            new FaceWish(Guid.NewGuid(), FaceTreatment.Blind, null),
        ]);

        Assert.Empty(plan.Chosen);
    }
}
