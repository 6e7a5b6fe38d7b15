using Sair.Application.Photos;
using Sair.Application.Restorations;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine;
using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.TestKit;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.Photos;

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
        var (one, two, three) = (
            (await context.Requests.FindAsync(first))!,
            (await context.Requests.FindAsync(again))!,
            (await context.Requests.FindAsync(anew))!
        );
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
        await Assert.ThrowsAsync<InvalidImageException>(() =>
            Notes.SetMarksAsync(Owners.Local, face, ImageEncoder.Encode(new RgbImage(4, 2, new byte[24]), ImageFormat.Png))
        );
        await Assert.ThrowsAsync<InvalidOptionsException>(() =>
            Notes.SetDegradationAsync(Owners.Local, face, new KnownDegradation { JpegQuality = 101 })
        );
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

    [Theory]
    [InlineData(EnlargementCertainty.Sure, null, null, null)]
    [InlineData(EnlargementCertainty.Sure, null, "use", 50)]
    [InlineData(EnlargementCertainty.Unsure, null, null, null)]
    [InlineData(EnlargementCertainty.No, null, null, null)]
    [InlineData(EnlargementCertainty.Unsure, 50, null, 50)]
    [InlineData(EnlargementCertainty.Sure, 200, null, 200)]
    [InlineData(EnlargementCertainty.Unsure, null, "use", 50)]
    [InlineData(EnlargementCertainty.Sure, null, "keep", 200)]
    [InlineData(EnlargementCertainty.Sure, 50, "keep", 200)]
    [InlineData(EnlargementCertainty.Sure, 50, "auto", null)]
    [InlineData(EnlargementCertainty.No, null, "30", 30)]
    public void ForRequest_EstimateDecisionAndChoice_GiveTheSide(EnlargementCertainty certainty, int? decided, string? choice, int? side)
    {
        var face = FaceOf(certainty, decided is null ? null : $$"""{"side":{{decided}},"noiseDeviation":0.01}""");

        var known = FaceNotes.Parse(
            FaceNotes.ForRequest(
                face,
                choice is null ? null
                    : RealSizeChoice.TryParse(choice, out var read) ? read
                    : null
            )
        );

        Assert.Equal(side, known?.Side);
        Assert.Equal(decided is null ? null : 0.01, known?.NoiseDeviation);
    }

    [Fact]
    public async Task AddAsync_EnlargedPhoto_IsRestoredAsStoredUnlessThatIsDecidedOtherwise()
    {
        _worker.Faces.Boxes[0] = new FaceBox(40, 40, 200, 200);
        var photo = ImageEncoder.Encode(EnlargedPicture.Make(320), ImageFormat.Png);
        var face = (await _worker.Get<PhotoIntake>().AddAsync(Owners.Local, "a.png", photo)).Photo.Faces[0];
        var size = FaceMapping.RealSizeOf(face);
        Assert.Equal(EnlargementCertainty.Sure, size.Certainty);
        Assert.InRange(size.Factor, 2.4, 3.8);

        Assert.Null(await SideOfAsync(await SubmitAsync(face.Id)));

        var real = size.Of(200.0);
        var before = await Notes.SetRealSidesAsync(Owners.Local, new Dictionary<Guid, int?> { [face.Id] = real });
        Assert.Null(before[face.Id]);
        Assert.Equal(real, await SideOfAsync(await SubmitAsync(face.Id)));

        await Notes.SetRealSidesAsync(Owners.Local, before);
        Assert.Null(await SideOfAsync(await SubmitAsync(face.Id)));
    }

    [Fact]
    public async Task SetRealSidesAsync_WhatElseIsKnown_Stays()
    {
        var face = await AddAsync();
        await Notes.SetDegradationAsync(Owners.Local, face, new KnownDegradation { NoiseDeviation = 0.02 });

        await Notes.SetRealSidesAsync(Owners.Local, new Dictionary<Guid, int?> { [face] = 10 });
        Assert.Empty(await Notes.SetRealSidesAsync(Guid.NewGuid(), new Dictionary<Guid, int?> { [face] = 12 }));
        await Assert.ThrowsAsync<InvalidOptionsException>(() =>
            Notes.SetRealSidesAsync(Owners.Local, new Dictionary<Guid, int?> { [face] = 3 })
        );

        await using var context = await _worker.OpenAsync();
        Assert.Equal(
            new KnownDegradation { NoiseDeviation = 0.02, Side = 10 },
            FaceNotes.Parse((await context.Faces.FindAsync(face))!.DegradationJson)
        );
    }

    private static Face FaceOf(EnlargementCertainty certainty, string? degradation) =>
        new()
        {
            Position = 0,
            BoxX = 0,
            BoxY = 0,
            BoxWidth = 100,
            BoxHeight = 100,
            Landmarks = [],
            Quad = FaceBytes.Pack([0.0, 0, 0, 200, 200, 200, 200, 0]),
            SquareBlob = BlobId.Of([1]),
            Descriptor = [],
            ExpressionsJson = "{}",
            Score = 1,
            RealSizeJson =
                certainty == EnlargementCertainty.No
                    ? null
                    : $$"""{"certainty":"{{certainty}}","factor":4,"lowestFactor":3,"highestFactor":5,"probability":0.9}""",
            DegradationJson = degradation,
        };

    private async Task<int?> SideOfAsync(Guid request)
    {
        await using var context = await _worker.OpenAsync();
        return FaceNotes.Parse((await context.Requests.FindAsync(request))!.DegradationJson)?.Side;
    }

    private static byte[] Painting(byte red) =>
        ImageEncoder.Encode(
            new RgbImage(8, 8, [.. Enumerable.Range(0, 8 * 8 * 3).Select(i => i % 3 == 0 ? red : (byte)0)]),
            ImageFormat.Png
        );

    private async Task<Guid> AddAsync() =>
        (await _worker.Get<PhotoIntake>().AddAsync(Owners.Local, "a.png", WorkerFixture.Picture(1))).Photo.Faces[0].Id;

    private Task<Guid> SubmitAsync(Guid face, Guid? repeats = null) =>
        _worker
            .Get<RequestSubmission>()
            .SubmitAsync(
                new NewRequest
                {
                    OwnerId = Owners.Local,
                    FaceId = face,
                    EngineId = "fake",
                    Options = new FakeOptions(),
                    RepeatsRequestId = repeats,
                }
            );
}
