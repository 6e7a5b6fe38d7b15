using Sair.Application.Restorations;
using Sair.Application.Tests.Fakes;
using Sair.Data.Accounts;
using Sair.Data.Photos;
using Sair.Engine;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.Restorations;

public sealed class FaceChoicesTests : IAsyncLifetime
{
    private readonly FakeEngine _engine = new();
    private readonly WorkerFixture _worker;

    public FaceChoicesTests() => _worker = new WorkerFixture(_engine);

    private FaceChoices Choices => _worker.Get<FaceChoices>();

    public Task InitializeAsync() => _worker.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task ChooseAsync_GroupsOfPeople_TakesTheFacesOfThePersonAndPutsTheNearestFirst()
    {
        var photo = await StoreAsync(0.9f, 0.15f);
        var (portrait, group) = (await StoreAsync(0.3f), await StoreAsync(0.8f, 0.05f));

        var choice = await Choices.ChooseAsync(Owners.Local, photo.Id, null, [portrait.Id, group.Id]);

        Assert.Equal((photo.Faces[1].Id, 2, 2), (choice!.Face.FaceId, choice.Face.Number, choice.Face.Faces));
        Assert.Equal(0.125, choice.Face.Distance!.Value, 6);
        Assert.Equal([group.Faces[1].Id, portrait.Faces[0].Id], choice.GoodPhotos.Select(good => good.FaceId));
        Assert.StartsWith("distance 0.10 to the photo", choice.GoodPhotos[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChooseAsync_FaceKnown_KeepsItAndPutsTheGoodPhotosInItsOrder()
    {
        var photo = await StoreAsync(0.9f, 0.15f);
        var (near, far) = (await StoreAsync(0.7f), await StoreAsync(0.1f));

        var choice = await Choices.ChooseAsync(Owners.Local, photo.Id, photo.Faces[0].Id, [far.Id, near.Id]);

        Assert.Equal((photo.Faces[0].Id, null), (choice!.Face.FaceId, choice.Face.Distance));
        Assert.Equal([near.Id, far.Id], choice.GoodPhotos.Select(good => good.PhotoId));
    }

    [Fact]
    public async Task ChooseAsync_NoGoodPhoto_TakesTheLargestFace()
    {
        var photo = await StoreAsync(0.9f, 0.15f);

        var choice = await Choices.ChooseAsync(Owners.Local, photo.Id, null, []);

        Assert.Equal((photo.Faces[0].Id, null), (choice!.Face.FaceId, choice.Face.Distance));
        Assert.Empty(choice.GoodPhotos);
    }

    [Fact]
    public async Task ChooseAsync_PhotosOfSomebodyElse_AreNotFound()
    {
        var stranger = await AddUserAsync();
        var (photo, strangers) = (await StoreAsync(0.1f), await StoreAsync(TestFaces.Photo("hers.png", 64, stranger, 0.1f)));

        Assert.Null(await Choices.ChooseAsync(stranger, photo.Id, null, [strangers.Id]));
        var exception = await Assert.ThrowsAsync<InvalidOptionsException>(() =>
            Choices.ChooseAsync(Owners.Local, photo.Id, null, [strangers.Id])
        );
        Assert.Contains("deleted meanwhile", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChooseAsync_FaceOfAnotherPhotoOrNone_SaysWhatToDo()
    {
        var (photo, other, nobody) = (await StoreAsync(0.1f), await StoreAsync(0.2f), await StoreAsync());

        var wrong = await Assert.ThrowsAsync<InvalidOptionsException>(() =>
            Choices.ChooseAsync(Owners.Local, photo.Id, other.Faces[0].Id, [])
        );
        var none = await Assert.ThrowsAsync<InvalidOptionsException>(() => Choices.ChooseAsync(Owners.Local, nobody.Id, null, [photo.Id]));

        Assert.Contains("leave faceId out", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("No face was found in photo.png", none.Message, StringComparison.Ordinal);
    }

    private async Task<Guid> AddUserAsync()
    {
        var user = new User
        {
            Name = "Eva",
            NormalizedName = "EVA",
            Role = User.MemberRole,
            SecurityStamp = "first",
            CreatedUtc = DateTime.UnixEpoch,
        };
        await using var context = await _worker.OpenAsync();
        context.Add(user);
        await context.SaveChangesAsync();
        return user.Id;
    }

    private Task<Photo> StoreAsync(params float[] people) => StoreAsync(TestFaces.Photo("photo.png", 64, people));

    private async Task<Photo> StoreAsync(Photo photo)
    {
        await using var context = await _worker.OpenAsync();
        context.Add(photo);
        await context.SaveChangesAsync();
        return photo;
    }
}
