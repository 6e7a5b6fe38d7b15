using Microsoft.EntityFrameworkCore;
using Sair.Application.People;
using Sair.Application.Photos;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.People;
using Sair.Data.Photos;
using Sair.Engine;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.Photos;

public sealed class PhotoTurnsTests : IAsyncLifetime
{
    private readonly FakeEngine _engine = new();
    private readonly WorkerFixture _worker;

    public PhotoTurnsTests() => _worker = new WorkerFixture(_engine);

    private PhotoIntake Intake => _worker.Get<PhotoIntake>();

    private PhotoTurns Turns => _worker.Get<PhotoTurns>();

    private BlobStore Blobs => _worker.Get<BlobStore>();

    public Task InitializeAsync() => _worker.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        _engine.Dispose();
    }

    [Theory]
    [InlineData(90, "lie on its side")]
    [InlineData(180, "stand on its head")]
    public async Task AddAsync_PhotoThatLies_ProposesTheTurnAndLeavesIt(int turn, string expected)
    {
        _worker.Faces.Turn = _ => turn;

        var taken = await Intake.AddAsync(Owners.Local, "a.png", Wide(1));

        Assert.Equal((0, turn, 48), (taken.Photo.Turn, taken.Photo.ProposedTurn, taken.Photo.Width));
        Assert.Equal(PhotoNoticeKind.Lying, taken.Notice?.Kind);
        Assert.Contains(expected, taken.Notice?.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddTurnedAsync_LeftToItsFaces_TurnsThePhotoAndKeepsItsBytes()
    {
        _worker.Faces.Turn = photo => photo.Width > photo.Height ? 270 : 0;
        var content = Wide(1);

        var photo = (await Intake.AddTurnedAsync(Owners.Local, "a.png", content, turn: null)).Photo;

        Assert.Equal((270, null, 32, 48), (photo.Turn, photo.ProposedTurn, photo.Width, photo.Height));
        Assert.Equal(content, await Blobs.ReadAsync(photo.OriginalBlob));
        var turned = ImageDecoder.Decode(content).Image.Turn(270).Pixels;
        Assert.Equal(turned, (await Blobs.ReadAsync(photo)).Pixels);
    }

    [Fact]
    public async Task AddTurnedAsync_GivenTurn_GoesBeforeTheFaces()
    {
        _worker.Faces.Turn = _ => 90;

        Assert.Equal((0, 90), await TurnOfAsync(0));
        Assert.Equal((180, null), await TurnOfAsync(180));

        async Task<(int, int?)> TurnOfAsync(int turn)
        {
            var photo = (await Intake.AddTurnedAsync(Owners.Local, "a.png", Wide(turn + 1), turn)).Photo;
            return (photo.Turn, photo.ProposedTurn);
        }
    }

    [Fact]
    public async Task TurnAsync_Twice_TurnsOnFromHowThePhotoStands()
    {
        var photo = (await Intake.AddAsync(Owners.Local, "a.png", Wide(1))).Photo;

        Assert.True(await Turns.TurnAsync(Owners.Local, photo.Id, 90));
        Assert.True(await Turns.TurnAsync(Owners.Local, photo.Id, 180, proposal: 90));

        var turned = await FindAsync(photo.Id);
        Assert.Equal((270, 90, 32, 48), (turned.Turn, turned.ProposedTurn, turned.Width, turned.Height));
        Assert.Equal(ImageDecoder.Decode(Wide(1)).Image.Turn(270).Pixels, (await Blobs.ReadAsync(turned)).Pixels);
        Assert.NotEqual(photo.DifferenceHash, turned.DifferenceHash);
    }

    [Fact]
    public async Task TurnAsync_FacesThatWereFound_AreSearchedAnewAndNoFileStays()
    {
        var photo = (await Intake.AddAsync(Owners.Local, "a.png", Wide(1))).Photo;
        _worker.Faces.Boxes[0] = new FaceBox(10, 20, 16, 16);

        await Turns.TurnAsync(Owners.Local, photo.Id, 90);

        var face = Assert.Single((await FindAsync(photo.Id)).Faces);
        Assert.NotEqual(photo.Faces[0].Id, face.Id);
        Assert.Equal(new FaceBox(10, 20, 16, 16), FaceMapping.BoxOf(face));
        Assert.Equal(
            [true, false, false],
            new[] { photo.OriginalBlob, photo.PreviewBlob, photo.Faces[0].SquareBlob }.Select(Blobs.Contains)
        );
        Assert.Equal(4, _worker.CountFiles());
        await _worker.Control.DeletePhotoAsync(Owners.Local, photo.Id);
        Assert.Equal(0, _worker.CountFiles());
    }

    [Fact]
    public async Task TurnAsync_FaceThatWasPlacedAndPainted_GoesAlongWithItsSquare()
    {
        _worker.Faces.Boxes.Clear();
        var photo = (await Intake.AddAsync(Owners.Local, "a.png", Wide(1))).Photo;
        var placed = (await Intake.PlaceFaceAsync(Owners.Local, photo.Id, new FaceBox(6, 2, 16, 20)))!;
        var painting = new byte[16 * 16 * 3];
        painting.AsSpan().Fill(255);
        await _worker
            .Get<FaceNotes>()
            .SetMarksAsync(Owners.Local, placed.Id, ImageEncoder.Encode(new RgbImage(16, 16, painting), ImageFormat.Png));

        await Turns.TurnAsync(Owners.Local, photo.Id, 90);

        var face = Assert.Single((await FindAsync(photo.Id)).Faces);
        Assert.Equal((placed.Id, placed.SquareBlob, true), (face.Id, face.SquareBlob, face.MarksBlob is not null));
        Assert.Equal(new FaceBox(32 - 22, 6, 20, 16), FaceMapping.BoxOf(face));
        Assert.Equal(FaceMapping.QuadOf(placed).Turn(90, 48, 32), FaceMapping.QuadOf(face));
        Assert.False(face.Superseded);

        await Turns.TurnAsync(Owners.Local, photo.Id, 270);
        Assert.Equal(FaceMapping.LandmarksOf(placed), FaceMapping.LandmarksOf(Assert.Single((await FindAsync(photo.Id)).Faces)));
    }

    [Fact]
    public async Task TurnAsync_MisreadFaceThatWasRestored_IsKeptForItsRestorationAlone()
    {
        var request = await _worker.SubmitAsync();
        var misread = await FindRestoredFaceAsync(request);

        await Turns.TurnAsync(Owners.Local, misread.PhotoId, 90);

        var faces = (await FindAsync(misread.PhotoId)).Faces.OrderBy(face => face.Position).ToList();
        Assert.Equal([false, true], faces.Select(face => face.Superseded));
        Assert.Equal((misread.Id, misread.SquareBlob), (faces[1].Id, faces[1].SquareBlob));
        Assert.NotNull(await _worker.FindAsync(request));

        // Back where it stood, the old face is the right one again, and the one found in between goes.
        await Turns.TurnAsync(Owners.Local, misread.PhotoId, 270);
        var face = Assert.Single((await FindAsync(misread.PhotoId)).Faces);
        Assert.Equal((misread.Id, false), (face.Id, face.Superseded));
    }

    [Fact]
    public async Task TurnAsync_PhotoOfAnAlbum_MeansTheSameFaceAfterwards()
    {
        _worker.Faces.Turn = photo => photo.Width > photo.Height ? 90 : 0;
        var person = await _worker.Get<PeopleStore>().AddAsync(Owners.Local, "Anna");
        var added = await _worker.Get<AlbumIntake>().AddAsync(Owners.Local, person.Id, "a.png", Wide(1));

        var photo = await FindAsync(added!.PhotoId);
        Assert.Equal((90, null), (photo.Turn, photo.ProposedTurn));
        await Turns.TurnAsync(Owners.Local, photo.Id, 270);

        await using var context = await _worker.OpenAsync();
        var entry = await context.PersonPhotos.AsNoTracking().SingleAsync();
        Assert.Equal(Assert.Single((await FindAsync(photo.Id)).Faces).Id, entry.FaceId);
    }

    [Fact]
    public async Task LeaveAsync_ProposedTurn_IsNotProposedAgain()
    {
        _worker.Faces.Turn = _ => 180;
        var photo = (await Intake.AddAsync(Owners.Local, "a.png", Wide(1))).Photo;

        Assert.True(await Turns.LeaveAsync(Owners.Local, photo.Id));

        Assert.Null((await FindAsync(photo.Id)).ProposedTurn);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(45)]
    [InlineData(-90)]
    public async Task TurnAsync_OtherAngle_SaysWhichThereAre(int degrees)
    {
        var failure = await Assert.ThrowsAsync<InvalidOptionsException>(() => Turns.TurnAsync(Owners.Local, Guid.NewGuid(), degrees));

        Assert.Contains("90, 180 or 270", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TurnAsync_PhotoOfSomebodyElse_IsNotThere()
    {
        var photo = (await Intake.AddAsync(Owners.Local, "a.png", Wide(1))).Photo;

        Assert.False(await Turns.TurnAsync(Guid.NewGuid(), photo.Id, 90));
        Assert.False(await Turns.LeaveAsync(Guid.NewGuid(), photo.Id));
        Assert.Equal(0, (await FindAsync(photo.Id)).Turn);
    }

    [Fact]
    public async Task Search_PhotoIsTurnedMeanwhile_StoresNoFaceWhereItWas()
    {
        _worker.Faces.SmallBoxes.Add(new FaceBox(200, 200, 20, 20));
        var photo = (await Intake.AddQuicklyAsync(Owners.Local, "a.png", WorkerFixture.Picture(1, 1100))).Photo;
        var turned = false;
        _worker.Faces.Searched = () =>
        {
            if (!turned)
            {
                turned = true;
                _worker.Faces.SmallBoxes[0] = new FaceBox(300, 300, 20, 20);
                using var context = _worker.OpenAsync().GetAwaiter().GetResult();
                context.Photos.ExecuteUpdate(set => set.SetProperty(p => p.Turn, 90));
            }
        };
        var done = new TaskCompletionSource();
        _worker.Get<FaceSearchSignal>().Finished += _ => done.TrySetResult();

        await _worker.StartAsync();
        await done.Task.WaitAsync(TimeSpan.FromMinutes(2));
        while ((await FindAsync(photo.Id)).FaceSearchPending)
        {
            await Task.Delay(20);
        }

        Assert.DoesNotContain((await FindAsync(photo.Id)).Faces, face => face.BoxX == 200);
    }

    private static byte[] Wide(int seed)
    {
        var pixels = new byte[48 * 32 * 3];
        new Random(seed).NextBytes(pixels);
        return ImageEncoder.Encode(new RgbImage(48, 32, pixels), ImageFormat.Png);
    }

    private async Task<Photo> FindAsync(Guid photoId)
    {
        await using var context = await _worker.OpenAsync();
        return await context.Photos.AsNoTracking().Include(photo => photo.Faces).SingleAsync(photo => photo.Id == photoId);
    }

    private async Task<Face> FindRestoredFaceAsync(Guid request)
    {
        await using var context = await _worker.OpenAsync();
        return await context.Requests.Where(r => r.Id == request).Select(r => r.Face!).AsNoTracking().SingleAsync();
    }
}
