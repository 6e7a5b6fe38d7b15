using Microsoft.EntityFrameworkCore;
using Sair.Application.Photos;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.TestKit;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.Photos;

public sealed class PhotoIntakeTests : IAsyncLifetime
{
    private readonly FullDisk _disk = new();
    private readonly FakeEngine _engine = new();
    private readonly WorkerFixture _worker;

    public PhotoIntakeTests() => _worker = new WorkerFixture(_engine, create: _disk.Create);

    private PhotoIntake Intake => _worker.Get<PhotoIntake>();

    public Task InitializeAsync() => _worker.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task AddAsync_Photo_KeepsTheOriginalAndMakesAPreview()
    {
        var content = WorkerFixture.Picture(1, side: 40);

        var result = await Intake.AddAsync(Owners.Local, "../holiday\\me.png", content);

        var blobs = _worker.Get<BlobStore>();
        Assert.Null(result.Notice);
        Assert.Equal(("me.png", "png", 40, 40), (result.Photo.FileName, result.Photo.Format, result.Photo.Width, result.Photo.Height));
        Assert.Equal(content, await blobs.ReadAsync(result.Photo.OriginalBlob));
        Assert.Equal(ImageFormat.Jpeg, ImageDecoder.ReadInfo(await blobs.ReadAsync(result.Photo.PreviewBlob)).Format);
        await using var context = await _worker.OpenAsync();
        var face = await context.Faces.SingleAsync();
        Assert.Equal(20, ImageDecoder.ReadInfo(await blobs.ReadAsync(face.SquareBlob)).Width);
        Assert.Equal(new FacePoint(24, 24), FaceMapping.QuadOf(face).BottomRight);
        Assert.Equal(128, FaceBytes.UnpackSingles(face.Descriptor).Length);
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("webp")]
    [InlineData("tif")]
    [InlineData("heic")]
    [InlineData("avif")]
    public async Task AddAsync_PhotoThatTellsWhenItWasTaken_StoresTheMomentByTheCamerasClock(string kind)
    {
        var photo = (
            await Intake.AddAsync(Owners.Local, "a", await File.ReadAllBytesAsync(Fixtures.Locate("metadata", $"described.{kind}")))
        ).Photo;

        await using var context = await _worker.OpenAsync();
        var stored = await context.Photos.SingleAsync(row => row.Id == photo.Id);
        Assert.Equal(new DateTime(2009, 6, 7, 18, 30, 5, 250, DateTimeKind.Utc), stored.TakenUtc);
    }

    [Theory]
    [InlineData("..\\x/\u202Egnp.exe", "gnp.exe")]
    [InlineData("\u202E\u200B ", "photo")]
    public async Task AddAsync_NameThatShowsSomethingElse_IsStoredAsItIs(string name, string expected) =>
        Assert.Equal(expected, (await Intake.AddAsync(Owners.Local, name, WorkerFixture.Picture(1))).Photo.FileName);

    [Theory]
    [InlineData(3000, 2250, ImageFormat.Jpeg)]
    [InlineData(4032, 3024, ImageFormat.Jpeg)]
    [InlineData(5712, 4284, ImageFormat.Png)]
    [InlineData(8064, 6048, ImageFormat.Jpeg)]
    [InlineData(12_000, 9000, ImageFormat.Jpeg)]
    [InlineData(30_000, 10, ImageFormat.Png)]
    [InlineData(10, 30_000, ImageFormat.Jpeg)]
    public async Task AddAsync_PhotoUpToTheLimit_IsTaken(int width, int height, ImageFormat format)
    {
        var flat = new byte[width * height * 3];
        flat.AsSpan().Fill(90);
        var content = ImageEncoder.Encode(new RgbImage(width, height, flat), format);

        var photo = (await Intake.AddAsync(Owners.Local, "a", content)).Photo;

        Assert.Equal((width, height), (photo.Width, photo.Height));
        var preview = ImageDecoder.ReadInfo(await _worker.Get<BlobStore>().ReadAsync(photo.PreviewBlob));
        Assert.InRange(Math.Max(preview.Width, preview.Height), 1, 1280);
    }

    [Theory]
    [InlineData(4032, 3024)]
    [InlineData(5712, 4284)]
    [InlineData(8064, 6048)]
    [InlineData(12_000, 9000)]
    public async Task AddAsync_HeicUpToTheLimit_IsTaken(int width, int height)
    {
        var tile = await File.ReadAllBytesAsync(Fixtures.Locate("imaging", "tile-1008.heic"));

        var photo = (await Intake.AddAsync(Owners.Local, "IMG_0001.HEIC", new HeifFile(tile) { Grid = (width, height) }.ToArray())).Photo;

        Assert.Equal(("heic", width, height), (photo.Format, photo.Width, photo.Height));
    }

    [Fact]
    public async Task AddAsync_LargePhotoIsSearchedThoroughly_SmallOneDoesNotWait()
    {
        using var gate = new ManualResetEventSlim();
        _worker.Faces.Searching = photo =>
        {
            if (photo.Width > 1024)
            {
                gate.Wait();
            }
        };
        var large = Intake.AddAsync(Owners.Local, "pano.png", WorkerFixture.Picture(1, side: 1200));

        var small = await Intake.AddAsync(Owners.Local, "me.png", WorkerFixture.Picture(2));

        Assert.False(large.IsCompleted);
        Assert.Single(small.Photo.Faces);
        gate.Set();
        Assert.Single((await large).Photo.Faces);
    }

    [Fact]
    public async Task AddAsync_NoRoomForItsPixels_WaitsUndecoded()
    {
        var content = WorkerFixture.Picture(1, side: 1100);
        var room = await _worker.Get<PixelBudget>().TakeAsync(30_000, 4000);
        using var ended = new CancellationTokenSource();
        var (abandoned, waiting) = (
            Intake.AddAsync(Owners.Local, "a.png", content, ended.Token),
            Intake.AddAsync(Owners.Local, "a.png", content)
        );
        var refused = Intake.AddAsync(Owners.Local, "a.png", "no picture"u8.ToArray());

        await Assert.ThrowsAsync<InvalidImageException>(() => refused);
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        Assert.False(waiting.IsCompleted);
        room.Dispose();
        Assert.Single((await waiting).Photo.Faces);
    }

    [Fact]
    public async Task AddAsync_NoFace_StoresThePhotoAndSaysWhatToDo()
    {
        _worker.Faces.Boxes.Clear();

        var result = await Intake.AddAsync(Owners.Local, "a.png", WorkerFixture.Picture(1));

        Assert.Equal(PhotoNoticeKind.NoFace, result.Notice?.Kind);
        Assert.Contains("by hand", result.Notice?.Sentence, StringComparison.Ordinal);
        var face = await Intake.PlaceFaceAsync(Owners.Local, result.Photo.Id, new FaceBox(2, 2, 16, 16));
        Assert.True(face!.PlacedByHand);
        await using var context = await _worker.OpenAsync();
        Assert.Equal(face.Id, (await context.Faces.SingleAsync()).Id);
    }

    [Fact]
    public async Task AddAsync_SeveralFaces_AsksToChoose()
    {
        _worker.Faces.Boxes.Add(new FaceBox(0, 0, 18, 18));

        var result = await Intake.AddAsync(Owners.Local, "a.png", WorkerFixture.Picture(1));

        Assert.Equal(PhotoNoticeKind.SeveralFaces, result.Notice?.Kind);
        Assert.Contains("2 faces", result.Notice?.Sentence, StringComparison.Ordinal);
        Assert.Equal([0, 1], result.Photo.Faces.Select(face => face.Position));
    }

    [Fact]
    public async Task AddAsync_FaceOfTwelvePixels_SaysItIsTooSmall()
    {
        _worker.Faces.Boxes[0] = new FaceBox(1, 1, 12, 12);

        var result = await Intake.AddAsync(Owners.Local, "a.png", WorkerFixture.Picture(1));

        Assert.Equal(PhotoNoticeKind.FaceTooSmall, result.Notice?.Kind);
        Assert.Contains("12 pixels", result.Notice?.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is not a picture")]
    public async Task AddAsync_NotAnImage_ThrowsAndStoresNothing(string text)
    {
        await Assert.ThrowsAsync<InvalidImageException>(() =>
            Intake.AddAsync(Owners.Local, "a.png", System.Text.Encoding.UTF8.GetBytes(text))
        );

        Assert.Equal(0, _worker.CountFiles());
    }

    [Fact]
    public async Task AddAsync_ModelOfTheAnalyzerMissing_SaysSoUntilItIsThere()
    {
        _worker.Faces.Missing = new ModelUnavailableException("faces", "faces.safetensors", "The model is missing.");
        await Assert.ThrowsAsync<ModelUnavailableException>(() => Intake.AddAsync(Owners.Local, "a.png", WorkerFixture.Picture(1)));
        Assert.Equal(0, _worker.CountFiles());

        _worker.Faces.Missing = null;
        Assert.Single((await Intake.AddAsync(Owners.Local, "a.png", WorkerFixture.Picture(1))).Photo.Faces);
    }

    [Fact]
    public async Task AddAsync_DiskFull_ThrowsAndStoresNothing()
    {
        _disk.IsFull = true;

        await Assert.ThrowsAsync<StorageFullException>(() => Intake.AddAsync(Owners.Local, "a.png", WorkerFixture.Picture(1)));

        await using var context = await _worker.OpenAsync();
        Assert.Equal(0, _worker.CountFiles());
        Assert.Equal(0, await context.Photos.CountAsync());
    }

    [Theory]
    [InlineData(0, 0, 5, 5, "5 pixels")]
    [InlineData(100, 100, 20, 20, "outside")]
    [InlineData(double.NaN, 0, double.NaN, 20, "needed")]
    public async Task PlaceFaceAsync_UselessBox_SaysWhy(double x, double y, double width, double height, string expected)
    {
        var photo = (await Intake.AddAsync(Owners.Local, "a.png", WorkerFixture.Picture(1))).Photo;

        var exception = await Assert.ThrowsAsync<NoFaceFoundException>(() =>
            Intake.PlaceFaceAsync(Owners.Local, photo.Id, new FaceBox(x, y, width, height))
        );

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlaceFaceAsync_PhotoOfAnotherUserOrNone_StoresNothing()
    {
        var photo = (await Intake.AddAsync(Owners.Local, "a.png", WorkerFixture.Picture(1))).Photo;
        var box = new FaceBox(2, 2, 16, 16);

        Assert.Null(await Intake.PlaceFaceAsync(Guid.NewGuid(), photo.Id, box));
        Assert.Null(await Intake.PlaceFaceAsync(Owners.Local, Guid.NewGuid(), box));

        await using var context = await _worker.OpenAsync();
        Assert.Single(await context.Faces.ToListAsync());
    }

    [Fact]
    public async Task PlaceFaceAsync_LargePhoto_IsCutFromTheOriginal()
    {
        const int side = 1500;
        var content = WorkerFixture.Picture(1, side);
        var photo = (await Intake.AddAsync(Owners.Local, "a.png", content)).Photo;

        var face = await Intake.PlaceFaceAsync(Owners.Local, photo.Id, new FaceBox(100, 100, 64, 64));

        var square = ImageDecoder.Decode(await _worker.Get<BlobStore>().ReadAsync(face!.SquareBlob)).Image;
        Assert.Equal(FaceAligner.Cut(ImageDecoder.Decode(content).Image, FaceMapping.QuadOf(face), square.Width).Pixels, square.Pixels);
    }
}
