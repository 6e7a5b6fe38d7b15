using Sair.Web.Components.WholePhotos;

namespace Sair.Web.Tests.Components.WholePhotos;

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
    public void Take_WishForAPersonOrAFaceThatIsGone_IsLeftOut()
    {
        var photo = TestFaces.Photo("group.png", 100, 0);
        var plan = new PhotoPlan([]);
        plan.Take(photo.Faces);

        plan.Take([new FaceWish(photo.Faces[0].Id, FaceTreatment.Album, Guid.NewGuid()), new FaceWish(Guid.NewGuid(), FaceTreatment.Blind, null)]);

        Assert.Empty(plan.Chosen);
    }
}
