using Microsoft.AspNetCore.DataProtection;
using Sair.Application.People;
using Sair.Application.Photos;
using Sair.Application.Restorations;
using Sair.Data.Accounts;
using Sair.Data.People;
using Sair.Engine.Engines.Gen2Res;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.People;

public sealed class EncryptedPersonalWeightsTests : IAsyncLifetime
{
    private static readonly byte[] s_weights = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];

    private readonly FakeEngine _engine = new();
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("sair-weights-").FullName;
    private WorkerFixture _worker = null!;
    private Guid _personId;

    private PersonalWeightsKey AlbumKey => new(AlbumVersion.Of(_engine.LastInput!.References), "base", "tuning");

    private IPersonalWeightsStore Store => _engine.LastContext!.PersonalWeights!;

    public async Task InitializeAsync()
    {
        _worker = new WorkerFixture(_engine, directory: _directory);
        await _worker.StartAsync();
        _personId = (await _worker.Get<PeopleStore>().AddAsync(Owners.Local, "Rosa")).Id;
    }

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        _engine.Dispose();
        System.IO.Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task WriteWeights_AlbumOfAPerson_IsFoundByTheNextRunAndUnreadableOnTheDisk()
    {
        byte[]? before = [],
            after = null;
        await RunAsync(
            seed: 1,
            () =>
            {
                before = Store.ReadWeights(AlbumKey);
                Store.WriteProgress(AlbumKey, [1, 2, 3]);
                Store.WriteWeights(AlbumKey, s_weights);
            }
        );
        await RunAsync(seed: 1, () => after = Store.ReadWeights(AlbumKey));

        Assert.Null(before);
        Assert.Equal(s_weights, after);
        Assert.Single(await _worker.Get<PersonalModels>().ListAsync(Owners.Local, _personId));

        // The lock cannot be read while it is held, and is empty.
        foreach (
            var file in System
                .IO.Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories)
                .Where(file => new FileInfo(file).Length > 0)
        )
        {
            Assert.Equal(-1, (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(s_weights.AsSpan(0, 16)));
        }
    }

    [Fact]
    public async Task ReadProgress_AfterARunThatEndedEarly_ReturnsWhatItLeft()
    {
        byte[]? progress = null;
        await RunAsync(seed: 1, () => Store.WriteProgress(AlbumKey, s_weights));
        await RunAsync(seed: 1, () => progress = Store.ReadProgress(AlbumKey));

        Assert.Equal(s_weights, progress);
    }

    [Fact]
    public async Task WriteWeights_AlbumMadeOfThePhoto_DoesNotBelongToThePerson()
    {
        await RunAsync(seed: 1, () => Store.WriteWeights(AlbumKey with { Album = "made" }, s_weights));

        Assert.Empty(await _worker.Get<PersonalModels>().ListAsync(Owners.Local, _personId));
    }

    [Fact]
    public async Task ReadWeights_WithOtherKeys_IsAbsent()
    {
        byte[]? read = [];
        await RunAsync(seed: 1, () => Store.WriteWeights(AlbumKey, s_weights));
        await _worker.DisposeAsync();
        _worker = new WorkerFixture(_engine, directory: _directory) { Protection = new EphemeralDataProtectionProvider() };
        await _worker.StartAsync();

        await RunAsync(seed: 1, () => read = Store.ReadWeights(AlbumKey));

        Assert.Null(read);
    }

    private async Task RunAsync(int seed, Action duringTheRun)
    {
        Exception? failure = null;
        _engine.OnIteration = iteration =>
        {
            if (iteration == 1)
            {
                failure = Record.Exception(duringTheRun);
            }
        };
        var face = (await _worker.Get<PhotoIntake>().AddAsync(Owners.Local, "photo.png", WorkerFixture.Picture(seed))).Photo.Faces[0].Id;
        var request = await _worker
            .Get<RequestSubmission>()
            .SubmitAsync(
                new NewRequest
                {
                    OwnerId = Owners.Local,
                    FaceId = face,
                    PersonId = _personId,
                    ReferenceFaceIds = [face],
                    IsForLearning = true,
                    EngineId = "fake",
                    Options = new FakeOptions { Iterations = 2, Seed = seed },
                }
            );
        await _worker.WatchAsync(request);
        Assert.Null(failure);
    }
}
