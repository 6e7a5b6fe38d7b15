using Microsoft.EntityFrameworkCore;
using Sair.Application.Photos;
using Sair.Application.Restorations;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Photos;
using Sair.Engine.Tests.Engines.Sair;
using Sair.TestKit;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.Photos;

/// <summary>Scores of real portraits by the shipped quality network.</summary>
public sealed class QualityCatchUpTests(TinyPack pack) : IClassFixture<TinyPack>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task ExecuteAsync_FaceAndResultStoredWithoutScores_GetThemOnce()
    {
        using var engine = new FakeEngine();
        await using var worker = new WorkerFixture(engine, models: pack.Context.Models);
        await worker.StartAsync();
        var face = (await AddAsync(worker)).Faces[0];
        Assert.InRange(face.QualityScore!.Value, 0.3, 1);
        var request = await worker
            .Get<RequestSubmission>()
            .SubmitAsync(
                new NewRequest
                {
                    OwnerId = Owners.Local,
                    FaceId = face.Id,
                    EngineId = "fake",
                    Options = new FakeOptions { Iterations = 1 },
                }
            );
        await worker.WatchAsync(request);
        var scored = (await worker.FindAsync(request))!.Restoration!;
        Assert.NotNull(scored.QualityBefore);
        Assert.NotNull(scored.QualityAfter);
        await worker.StopAsync();
        await ForgetAsync(worker);

        await worker.StartAsync();

        using var patience = new CancellationTokenSource(s_patience);
        while ((await worker.FindAsync(request))!.Restoration!.QualityAfter is null)
        {
            await Task.Delay(20, patience.Token);
        }

        await using var context = await worker.OpenAsync();
        Assert.Equal(face.QualityScore.Value, (await context.Faces.SingleAsync(patience.Token)).QualityScore!.Value, 9);
        var restored = (await worker.FindAsync(request))!.Restoration!;
        Assert.Equal((scored.QualityBefore, scored.QualityAfter), (restored.QualityBefore, restored.QualityAfter));
    }

    [Fact]
    public async Task AddAsync_QualityNetworkMissing_StoresThePhotoWithoutAScore()
    {
        using var engine = new FakeEngine();
        await using var worker = new WorkerFixture(engine);
        await worker.StartAsync();

        var photo = (await worker.Get<PhotoIntake>().AddAsync(Owners.Local, "a.png", WorkerFixture.Picture(1))).Photo;

        Assert.Null(photo.Faces[0].QualityScore);
    }

    private static async Task<Photo> AddAsync(WorkerFixture worker)
    {
        var path = Path.Combine(Fixtures.Repository, "tests", "Sair.Engine.Tests", "Faces", "Fixtures", "gan_male_512x512.png");
        return (await worker.Get<PhotoIntake>().AddAsync(Owners.Local, "portrait.png", await File.ReadAllBytesAsync(path))).Photo;
    }

    private static async Task ForgetAsync(WorkerFixture worker)
    {
        await using SairDbContext context = await worker.OpenAsync();
        await context.Faces.ExecuteUpdateAsync(set => set.SetProperty(face => face.QualityScore, (double?)null));
        await context.Restorations.ExecuteUpdateAsync(set =>
            set.SetProperty(row => row.QualityBefore, (double?)null).SetProperty(row => row.QualityAfter, (double?)null)
        );
    }
}
