using Sair.Application.Models;
using Sair.Application.People;
using Sair.Application.Restorations;
using Sair.Data.Accounts;
using Sair.Data.People;
using Sair.Data.Requests;
using Sair.Engine;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.People;

public sealed class PersonalLearningTests : IAsyncLifetime
{
    private readonly FakeEngine _engine = new();
    private readonly WorkerFixture _worker;

    public PersonalLearningTests() => _worker = new WorkerFixture(_engine);

    private PersonalLearning Learning =>
        new(
            _worker.Get<EngineRegistry>(),
            new EngineAvailability(new ModelsOptions()),
            _worker.Get<EngineEstimates>(),
            _worker.Get<PersonalModels>(),
            _worker.Get<HistoryQueries>(),
            _worker.Get<RequestSubmission>()
        );

    public Task InitializeAsync() => _worker.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task LearnAsync_NoEngineLearnsPeople_SaysWhatIsMissingAndAsksForNothing()
    {
        var album = new Album(Guid.NewGuid(), "Rosa", [], AlbumAnalysis.Of([]));

        var failure = await Assert.ThrowsAsync<InvalidOptionsException>(() => Learning.LearnAsync(Owners.Local, album, "click"));

        Assert.StartsWith("Rosa cannot be learned", failure.Message, StringComparison.Ordinal);
        Assert.Null(Learning.FindEngine());
        Assert.Null(await Learning.EstimateAsync(album));
        Assert.Null(await Learning.FindUnderwayAsync(Owners.Local, album.PersonId));
        Assert.Equal(PersonalModelKind.Absent, (await Learning.FindStateAsync(Owners.Local, album)).Kind);
    }
}
