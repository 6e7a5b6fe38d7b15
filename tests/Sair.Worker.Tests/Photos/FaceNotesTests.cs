using Sair.Data.Accounts;
using Sair.Data.Photos;
using Sair.Engine;
using Sair.Engine.Degradations;
using Sair.Engine.Imaging;
using Sair.Worker.Photos;
using Sair.Worker.Queue;
using Sair.Worker.Tests.Fakes;

namespace Sair.Worker.Tests.Photos;

public sealed class FaceNotesTests : IAsyncLifetime
{
    private readonly FakeEngine _engine = new();
    private readonly WorkerFixture _worker;

    public FaceNotesTests() => _worker = new WorkerFixture(_engine);

    private FaceNotes Notes => _worker.Get<FaceNotes>();

    public Task InitializeAsync() => _worker.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task SubmitAsync_AfterNotes_TakesThemAndLaterStrokesChangeNothing()
    {
        var face = await AddAsync();
        Assert.True(await Notes.SetMarksAsync(Owners.Local, face, Painting(255)));
        Assert.True(await Notes.SetDegradationAsync(Owners.Local, face, new KnownDegradation { BlurDeviation = 1.5 }));

        var first = await SubmitAsync(face);
        await Notes.SetMarksAsync(Owners.Local, face, Painting(100));
        await Notes.SetDegradationAsync(Owners.Local, face, null);
        var again = await SubmitAsync(face, repeats: first);
        var anew = await SubmitAsync(face);

        await using var context = await _worker.OpenAsync();
        var (one, two, three) = ((await context.Requests.FindAsync(first))!, (await context.Requests.FindAsync(again))!, (await context.Requests.FindAsync(anew))!);
        Assert.NotNull(one.MarksBlob);
        Assert.Equal((one.MarksBlob, one.DegradationJson), (two.MarksBlob, two.DegradationJson));
        Assert.NotEqual(one.MarksBlob, three.MarksBlob);
        Assert.Null(three.DegradationJson);
        Assert.Equal(1.5, FaceNotes.Parse(one.DegradationJson)!.BlurDeviation);
    }

    [Fact]
    public async Task SetMarksAsync_Empty_TakesThePaintingAway()
    {
        var face = await AddAsync();
        var before = _worker.CountFiles();
        await Notes.SetMarksAsync(Owners.Local, face, Painting(255));
        Assert.Equal(before + 1, _worker.CountFiles());

        await Notes.SetMarksAsync(Owners.Local, face, Painting(0));

        Assert.Equal(before, _worker.CountFiles());
        await using var context = await _worker.OpenAsync();
        Assert.Null((await context.Faces.FindAsync(face))!.MarksBlob);
    }

    [Fact]
    public async Task DeleteAsync_PhotoWithMarks_LeavesNoFile()
    {
        var face = await AddAsync();
        await Notes.SetMarksAsync(Owners.Local, face, Painting(255));
        await SubmitAsync(face);
        await using var context = await _worker.OpenAsync();

        await _worker.Get<PhotoStore>().DeleteAsync((await context.Faces.FindAsync(face))!.PhotoId);

        Assert.Equal(0, _worker.CountFiles());
    }

    [Fact]
    public async Task Notes_OfSomebodyElse_AreOutOfReach()
    {
        var face = await AddAsync();
        var stranger = Guid.NewGuid();

        Assert.False(await Notes.SetMarksAsync(stranger, face, Painting(255)));
        Assert.False(await Notes.SetDegradationAsync(stranger, face, new KnownDegradation()));
        Assert.Null(await Notes.EstimateAsync(stranger, face));
        Assert.Null(await Notes.ProposeAsync(stranger, face));
    }

    [Fact]
    public async Task Notes_Wrong_AreExplained()
    {
        var face = await AddAsync();

        await Assert.ThrowsAsync<InvalidImageException>(() => Notes.SetMarksAsync(Owners.Local, face, "no picture"u8.ToArray()));
        await Assert.ThrowsAsync<InvalidImageException>(() => Notes.SetMarksAsync(Owners.Local, face, ImageEncoder.Encode(new RgbImage(4, 2, new byte[24]), ImageFormat.Png)));
        await Assert.ThrowsAsync<InvalidOptionsException>(() => Notes.SetDegradationAsync(Owners.Local, face, new KnownDegradation { JpegQuality = 101 }));
    }

    [Fact]
    public async Task EstimateAsync_Face_TellsEstimateAndWhatIsKnown()
    {
        var face = await AddAsync();
        await Notes.SetDegradationAsync(Owners.Local, face, new KnownDegradation { NoiseDeviation = 0.02 });

        var note = await Notes.EstimateAsync(Owners.Local, face);

        Assert.Equal(20, note!.Estimate.Side);
        Assert.Equal(0.02, note.Known!.NoiseDeviation);
        Assert.Equal(20, ImageDecoder.Decode((await Notes.ProposeAsync(Owners.Local, face))!).Image.Width);
    }

    private static byte[] Painting(byte red) => ImageEncoder.Encode(new RgbImage(8, 8, [.. Enumerable.Range(0, 8 * 8 * 3).Select(i => i % 3 == 0 ? red : (byte)0)]), ImageFormat.Png);

    private async Task<Guid> AddAsync() => (await _worker.Get<PhotoIntake>().AddAsync("a.png", WorkerFixture.Picture(1))).Photo.Faces[0].Id;

    private Task<Guid> SubmitAsync(Guid face, Guid? repeats = null) =>
        _worker.Get<RequestSubmission>().SubmitAsync(new NewRequest { FaceId = face, EngineId = "fake", Options = new FakeOptions(), RepeatsRequestId = repeats });
}
