using Microsoft.Extensions.DependencyInjection;
using Sair.Application.Models;
using Sair.Application.People;
using Sair.Application.Photos;
using Sair.Application.Restorations;
using Sair.Data.Accounts;
using Sair.Data.People;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Engine.Engines.Gen2Res;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Engine.Tests.Engines.Sair;
using Sair.Engine.Weights;
using Sair.TestKit;
using Sair.Worker.Gpu;
using Sair.Worker.Previews;
using Sair.Worker.Tests.Fakes;

namespace Sair.Worker.Tests;

/// <summary>The way of a photo with the real engine, on a tiny face pack, and the real face networks.</summary>
public sealed class RealEngineTests(TinyPack pack) : IClassFixture<TinyPack>
{
    [Fact]
    public async Task ExecuteAsync_UploadDuringARun_BothSucceedAndEveryTensorIsFreed()
    {
        await using var worker = new WorkerFixture(new SairEngine(), models: pack.Context.Models);
        await worker.StartAsync();
        var photo = await AddAsync(worker, "gan_male_512x512.png");
        var reference = await AddAsync(worker, "sd3_female7_512x440.png");
        await RunAsync(worker, photo, reference, iterations: 2);
        var before = await CountAsync(worker);

        var announcements = RunAsync(worker, photo, reference, iterations: 60);
        var uploadedMeanwhile = await AddAsync(worker, "congress_A000055_335x410.png");
        var end = await announcements;

        Assert.Equal(RequestStatus.Succeeded, end[^1].Status);
        Assert.Single(uploadedMeanwhile.Faces);
        Assert.Equal(before, await CountAsync(worker));
        var entry = await worker.FindAsync(end[0].RequestId);
        Assert.Equal((TinyPack.Size, 60), (entry?.Restoration?.Side, entry?.Restoration?.Iterations));
        Assert.NotNull(entry?.Restoration?.StateBlob);
        Assert.Contains("identity", entry!.Restoration!.LossCurveJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExecuteAsync_FacePackMissing_NamesItInTheFailure()
    {
        await using var worker = new WorkerFixture(new SairEngine(), models: new OnlyFaces(pack.Context.Models));
        await worker.StartAsync();
        var photo = await AddAsync(worker, "gan_male_512x512.png");

        var end = await RunAsync(worker, photo, await AddAsync(worker, "sd3_female7_512x440.png"), iterations: 2);

        Assert.Equal(RequestStatus.Failed, end[^1].Status);
        Assert.Contains("face-pack", end[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExecuteAsync_PersonalDiffusionTwice_LearnsThePersonOnce()
    {
        await using var worker = new WorkerFixture(new Gen2ResEngine(), models: pack.Context.Models);
        await worker.StartAsync();
        var photo = await AddAsync(worker, "gan_male_512x512.png");
        var person = await worker.Get<PeopleStore>().AddAsync(Owners.Local, "Rosa");

        var stages = new List<string?>();
        for (var i = 0; i < 2; i++)
        {
            var request = await worker
                .Get<RequestSubmission>()
                .SubmitAsync(
                    new NewRequest
                    {
                        OwnerId = Owners.Local,
                        FaceId = photo.Faces[0].Id,
                        PersonId = person.Id,
                        ReferenceFaceIds = [photo.Faces[0].Id],
                        IsForLearning = true,
                        EngineId = "gen2res",
                        Options = new Gen2ResOptions
                        {
                            TuningIterations = 1,
                            TuningBatch = 1,
                            Steps = 1,
                        },
                    }
                );
            var end = await worker.WatchAsync(request);
            Assert.Equal(RequestStatus.Succeeded, end[^1].Status);
            stages.Add(
                string.Join(' ', end.Where(announcement => announcement.Losses is not null).Select(announcement => announcement.Stage))
            );
        }

        Assert.Equal([$"{Gen2ResEngine.TuningStage} {Gen2ResEngine.RestorationStage}", Gen2ResEngine.RestorationStage], stages);
        var model = Assert.Single(await worker.Get<PersonalModels>().ListAsync(Owners.Local, person.Id));
        Assert.Equal([photo.Faces[0].Id], model.FaceIds);
        Assert.True(model.Bytes > 0);
    }

    [Fact]
    public async Task CheckAsync_PhotoOfSomebodyElse_IsTold()
    {
        await using var worker = new WorkerFixture(new SairEngine(), models: pack.Context.Models);
        await worker.InitializeAsync();
        var man = await AddAsync(worker, "gan_male_512x512.png");
        var woman = await AddAsync(worker, "sd3_female7_512x440.png");

        var check = await worker.Get<RequestSubmission>().CheckAsync(Owners.Local, man.Faces[0].Id, [woman.Faces[0].Id]);

        Assert.Equal(PersonVerdict.SomebodyElse, check.Who!.Verdict);
        Assert.Empty(check.Itself);
    }

    [Theory]
    [InlineData(1, 60, 0)]
    [InlineData(2, 90, 0)]
    [InlineData(4, 90, 0)]
    [InlineData(1, 90, 40)]
    public async Task CheckAsync_CopyOfThePhoto_IsThePhotoItself(int reduction, int jpegQuality, int cut)
    {
        await using var worker = new WorkerFixture(new SairEngine(), models: pack.Context.Models);
        await worker.InitializeAsync();
        var photo = await AddAsync(worker, "gan_male_512x512.png");
        var whole = ImageDecoder.Decode(await File.ReadAllBytesAsync(PathOf("gan_male_512x512.png"))).Image;
        var part = whole.Crop(cut, cut, whole.Width - cut, whole.Height - cut);
        var copy = ImageEncoder.Encode(
            ImageResizer.Resize(part, part.Width / reduction, part.Height / reduction),
            ImageFormat.Jpeg,
            jpegQuality
        );
        var other = (await worker.Get<PhotoIntake>().AddAsync(Owners.Local, "copy.jpg", copy)).Photo;

        var check = await worker.Get<RequestSubmission>().CheckAsync(Owners.Local, other.Faces[0].Id, [photo.Faces[0].Id]);

        Assert.True(check.HasOnlyItself);
        Assert.Null(check.Who);
    }

    [Fact]
    public async Task FindAsync_PersonalDiffusion_TellsLearningFromRestoring()
    {
        await using var worker = new WorkerFixture(new Gen2ResEngine(), models: pack.Context.Models);
        var estimates = worker.Get<EngineEstimates>();

        var personal = await estimates.FindAsync("gen2res", new Gen2ResOptions(), references: 2);
        var plain = await estimates.FindAsync("gen2res", new Gen2ResOptions(), references: 0);
        var impossible = await estimates.FindAsync("gen2res", new Gen2ResOptions { Mode = Gen2ResMode.Personal }, references: 0);

        Assert.True(personal!.Learning > 10 * personal.Restoration);
        Assert.NotNull(personal.Learned);
        Assert.Equal((TimeSpan.Zero, null), (plain!.Learning, plain.Learned));
        Assert.Null(impossible);
    }

    // Tensors are counted for the thread that makes them.
    private static Task<long> CountAsync(WorkerFixture worker) => worker.Get<GpuThread>().RunAsync(LiveTensors.Count);

    private static async Task<Photo> AddAsync(WorkerFixture worker, string name)
    {
        return (await worker.Get<PhotoIntake>().AddAsync(Owners.Local, name, await File.ReadAllBytesAsync(PathOf(name)))).Photo;
    }

    private static string PathOf(string name) => Path.Combine(Fixtures.Repository, "tests", "Sair.Engine.Tests", "Faces", "Fixtures", name);

    private static async Task<List<RunAnnouncement>> RunAsync(WorkerFixture worker, Photo photo, Photo reference, int iterations)
    {
        var request = await worker
            .Get<RequestSubmission>()
            .SubmitAsync(
                new NewRequest
                {
                    OwnerId = Owners.Local,
                    FaceId = photo.Faces[0].Id,
                    ReferenceFaceIds = [reference.Faces[0].Id],
                    EngineId = "sair",
                    Options = new SairOptions { Iterations = iterations, TuningIterations = 0 },
                    EvenIfSomebodyElse = true,
                }
            );
        return await worker.WatchAsync(request);
    }

    private sealed class OnlyFaces(IModelProvider inner) : IModelProvider
    {
        public LoadedModel Open(string modelId, Device device) =>
            modelId.StartsWith("face-pack", StringComparison.Ordinal)
                ? throw new Sair.Engine.ModelUnavailableException(modelId, modelId, $"The model {modelId} is missing.")
                : inner.Open(modelId, device);
    }
}
