using Microsoft.EntityFrameworkCore;
using Sair.Application.Photos;
using Sair.Application.Restorations;
using Sair.Data.Accounts;
using Sair.Data.People;
using Sair.Data.Photos;
using Sair.Engine;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Worker;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.Restorations;

public sealed class RequestSubmissionTests : IAsyncLifetime
{
    private readonly FakeEngine _engine = new();
    private readonly WorkerFixture _worker;

    public RequestSubmissionTests() => _worker = new WorkerFixture(_engine, new WorkerOptions { Host = "here", WaitingPerUser = 3 });

    public Task InitializeAsync() => _worker.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task SubmitAsync_OptionOutOfRange_SaysSoAndStoresNothing()
    {
        await Assert.ThrowsAsync<InvalidOptionsException>(() => _worker.SubmitAsync(iterations: 0));

        Assert.Null(await _worker.Queue.ClaimAsync());
    }

    [Fact]
    public async Task SubmitAsync_FaceOfTwelvePixels_SaysWhatIsNeeded()
    {
        _worker.Faces.Boxes[0] = new FaceBox(0, 0, 12, 12);

        var exception = await Assert.ThrowsAsync<InvalidOptionsException>(() => _worker.SubmitAsync());

        Assert.Contains("12 pixels", exception.Message, StringComparison.Ordinal);
        Assert.Contains("larger copy", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, null, 0)]
    [InlineData(true, null, -1)]
    [InlineData(true, 0, 0)]
    [InlineData(false, 1, 1)]
    public async Task SubmitAsync_PriorityOpen_IsLowWhereTheOptionsGiveWay(bool isLong, int? asked, int stored)
    {
        var photo = (await _worker.Get<PhotoIntake>().AddAsync(Owners.Local, "a.png", WorkerFixture.Picture(1))).Photo;

        var id = await _worker
            .Get<RequestSubmission>()
            .SubmitAsync(
                new NewRequest
                {
                    OwnerId = Owners.Local,
                    FaceId = photo.Faces[0].Id,
                    EngineId = "fake",
                    Options = new FakeOptions { IsLong = isLong },
                    Priority = asked,
                }
            );

        await using var context = await _worker.OpenAsync();
        Assert.Equal(stored, (await context.Requests.FindAsync(id))!.Priority);
    }

    [Fact]
    public async Task SubmitAsync_SomebodyElse_IsRefusedUntilItIsMeant()
    {
        var person = await _worker.Get<PeopleStore>().AddAsync(Owners.Local, "Jennifer");
        var (good, photo) = (await AddAsync(1), await AddAsync(2, person: 0.8f));
        var wish = new NewRequest
        {
            OwnerId = Owners.Local,
            FaceId = photo.Id,
            PersonId = person.Id,
            ReferenceFaceIds = [good.Id],
            EngineId = "fake",
            Options = new FakeOptions(),
        };

        var exception = await Assert.ThrowsAsync<SomebodyElseException>(() => _worker.Get<RequestSubmission>().SubmitAsync(wish));
        var isStored = await _worker.Queue.ClaimAsync() is not null;
        var confirmed = await _worker.Get<RequestSubmission>().SubmitAsync(wish with { EvenIfSomebodyElse = true });

        Assert.StartsWith("This looks like somebody else than Jennifer.", exception.Message, StringComparison.Ordinal);
        Assert.Equal((photo.Id, false), (exception.FaceId, isStored));
        await using var context = await _worker.OpenAsync();
        Assert.True((await context.Requests.FindAsync(confirmed))!.EvenIfSomebodyElse);
    }

    [Fact]
    public async Task SubmitAsync_PhotoThatLiesAndLooksLikeSomebodyElse_IsToBeTurnedUnlessItIsMeant()
    {
        var (good, photo) = (await AddAsync(1), await AddAsync(2, person: 0.8f));
        await using (var context = await _worker.OpenAsync())
        {
            await context
                .Photos.Where(stored => stored.Id == photo.PhotoId)
                .ExecuteUpdateAsync(update => update.SetProperty(stored => stored.ProposedTurn, 90));
        }

        var wish = new NewRequest
        {
            OwnerId = Owners.Local,
            FaceId = photo.Id,
            ReferenceFaceIds = [good.Id],
            EngineId = "fake",
            Options = new FakeOptions(),
        };

        var exception = await Assert.ThrowsAsync<SomebodyElseException>(() => _worker.Get<RequestSubmission>().SubmitAsync(wish));
        var check = await _worker.Get<RequestSubmission>().CheckAsync(Owners.Local, photo.Id, [good.Id]);
        var confirmed = await _worker.Get<RequestSubmission>().SubmitAsync(wish with { EvenIfSomebodyElse = true });

        Assert.StartsWith("This photo seems to lie on its side: turn it first", exception.Message, StringComparison.Ordinal);
        Assert.Equal((PersonVerdict.Unsure, true), (check.Who!.Verdict, check.Who.IsDoubtful));
        Assert.NotEqual(Guid.Empty, confirmed);
    }

    [Fact]
    public async Task SubmitAsync_SameKeyWithAnotherWish_IsRefusedInASentence()
    {
        var (photo, good, another) = (await AddAsync(1), await AddAsync(2), await AddAsync(3));
        var wish = new NewRequest
        {
            OwnerId = Owners.Local,
            FaceId = photo.Id,
            ReferenceFaceIds = [good.Id],
            EngineId = "fake",
            Options = new FakeOptions { Iterations = 2 },
            SubmissionKey = "click",
        };
        var first = await _worker.Get<RequestSubmission>().SubmitAsync(wish);

        foreach (
            var other in (NewRequest[])
                [
                    wish with
                    {
                        FaceId = another.Id,
                    },
                    wish with
                    {
                        Options = new FakeOptions { Iterations = 3 },
                    },
                    wish with
                    {
                        ReferenceFaceIds = [another.Id],
                    },
                ]
        )
        {
            var exception = await Assert.ThrowsAsync<KeyTakenException>(() => _worker.Get<RequestSubmission>().SubmitAsync(other));
            Assert.Contains("send a new key", exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal(first, await _worker.Get<RequestSubmission>().SubmitAsync(wish with { Options = new FakeOptions { Iterations = 2 } }));
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    public async Task SubmitAsync_PriorityThatThereIsNot_IsRefused(int priority)
    {
        var photo = await AddAsync(1);

        var exception = await Assert.ThrowsAsync<InvalidOptionsException>(() =>
            _worker
                .Get<RequestSubmission>()
                .SubmitAsync(
                    new NewRequest
                    {
                        OwnerId = Owners.Local,
                        FaceId = photo.Id,
                        EngineId = "fake",
                        Options = new FakeOptions(),
                        Priority = priority,
                    }
                )
        );

        Assert.Equal(QueueOrder.PrioritySentence, exception.Message);
    }

    [Fact]
    public async Task SubmitAsync_RepeatOfWhatWasConfirmed_IsNotAskedAgain()
    {
        var (good, photo) = (await AddAsync(1), await AddAsync(2, person: 0.8f));
        var wish = new NewRequest
        {
            OwnerId = Owners.Local,
            FaceId = photo.Id,
            ReferenceFaceIds = [good.Id],
            EngineId = "fake",
            Options = new FakeOptions(),
        };
        var confirmed = await _worker.Get<RequestSubmission>().SubmitAsync(wish with { EvenIfSomebodyElse = true });

        var again = await _worker.Get<RequestSubmission>().SubmitAsync(wish with { RepeatsRequestId = confirmed });

        Assert.NotEqual(confirmed, again);
    }

    [Fact]
    public async Task SubmitAsync_FaceConfirmedInTheAlbum_IsNotAskedAgain()
    {
        var person = await _worker.Get<PeopleStore>().AddAsync(Owners.Local, "Jennifer");
        var (good, photo) = (await AddAsync(1), await AddAsync(2, person: 0.8f));
        await using (var context = await _worker.OpenAsync())
        {
            context.Add(
                new PersonPhoto
                {
                    PersonId = person.Id,
                    PhotoId = photo.PhotoId,
                    FaceId = photo.Id,
                    Confirmed = true,
                    AddedUtc = DateTime.UnixEpoch,
                }
            );
            await context.SaveChangesAsync();
        }

        var id = await _worker
            .Get<RequestSubmission>()
            .SubmitAsync(
                new NewRequest
                {
                    OwnerId = Owners.Local,
                    FaceId = photo.Id,
                    PersonId = person.Id,
                    ReferenceFaceIds = [good.Id],
                    EngineId = "fake",
                    Options = new FakeOptions(),
                }
            );

        Assert.NotEqual(Guid.Empty, id);
    }

    [Fact]
    public async Task SubmitAsync_PhotoAsItsOnlyReference_IsRefusedInASentence()
    {
        var photo = await AddAsync(1);

        var exception = await Assert.ThrowsAsync<InvalidOptionsException>(() =>
            _worker
                .Get<RequestSubmission>()
                .SubmitAsync(
                    new NewRequest
                    {
                        OwnerId = Owners.Local,
                        FaceId = photo.Id,
                        ReferenceFaceIds = [photo.Id],
                        EngineId = "fake",
                        Options = new FakeOptions(),
                    }
                )
        );

        Assert.Equal(ReferenceCheck.OnlyItselfSentence, exception.Message);
    }

    [Fact]
    public async Task SubmitAsync_MirroredCopyAsItsOnlyReference_IsRefusedInASentence()
    {
        var (photo, copy) = (await AddAsync(1), await AddMirroredAsync(1));

        var exception = await Assert.ThrowsAsync<InvalidOptionsException>(() =>
            _worker
                .Get<RequestSubmission>()
                .SubmitAsync(
                    new NewRequest
                    {
                        OwnerId = Owners.Local,
                        FaceId = photo.Id,
                        ReferenceFaceIds = [copy.Id],
                        EngineId = "fake",
                        Options = new FakeOptions(),
                    }
                )
        );

        Assert.Equal(ReferenceCheck.OnlyItselfSentence, exception.Message);
    }

    [Fact]
    public async Task Judge_MirroredCopyOnThePage_IsThePhotoItselfOnceItsPatternIsRead()
    {
        var (photo, copy, good) = (await AddAsync(1), await AddMirroredAsync(1), await AddMirroredAsync(2));
        await using var context = await _worker.OpenAsync();
        var photos = await context.Photos.Include(row => row.Faces).ToDictionaryAsync(row => row.Id);
        var draft = new RestoreDraft { Patterns = _worker.Get<FacePatterns>() };
        await draft.Patterns.LoadAsync(photos.Values.SelectMany(row => row.Faces));

        draft.SetTarget(photos[photo.PhotoId]);
        draft.AddReference(photos[copy.PhotoId]);
        draft.AddReference(photos[good.PhotoId]);

        Assert.Equal(ReferenceVerdict.Itself, draft.Judge(draft.References[0]));
        Assert.Equal([good.PhotoId], draft.OrderedReferences.Select(reference => reference.Photo.Id));
    }

    [Fact]
    public async Task SubmitAsync_PhotoAmongItsReferences_IsLeftOut()
    {
        var (good, photo, twin) = (await AddAsync(1), await AddAsync(2), await AddAsync(2));

        var id = await _worker
            .Get<RequestSubmission>()
            .SubmitAsync(
                new NewRequest
                {
                    OwnerId = Owners.Local,
                    FaceId = photo.Id,
                    ReferenceFaceIds = [twin.Id, good.Id, photo.Id],
                    EngineId = "fake",
                    Options = new FakeOptions(),
                }
            );

        await using var context = await _worker.OpenAsync();
        Assert.Equal(
            [good.Id],
            (await context.Requests.Include(request => request.References).SingleAsync(request => request.Id == id)).References.Select(
                reference => reference.FaceId
            )
        );
    }

    [Fact]
    public async Task SubmitAsync_SameKeyTwice_IsOneRequest()
    {
        var photo = await AddAsync(1);
        var wish = new NewRequest
        {
            OwnerId = Owners.Local,
            FaceId = photo.Id,
            EngineId = "fake",
            Options = new FakeOptions(),
            SubmissionKey = "click",
        };

        var ids = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => _worker.Get<RequestSubmission>().SubmitAsync(wish)))
        );
        var other = await _worker.Get<RequestSubmission>().SubmitAsync(wish with { SubmissionKey = "another" });

        Assert.Single(ids.Distinct());
        Assert.NotEqual(ids[0], other);
    }

    [Fact]
    public async Task SubmitAsync_AsManyWaitAsMay_IsRefusedUntilOneRuns()
    {
        var waiting = await _worker.SubmitAsync(1);
        await _worker.SubmitAsync(2);
        await _worker.SubmitAsync(3);
        await _worker.Control.PauseAsync(Owners.Local, waiting);

        var exception = await Assert.ThrowsAsync<QueueFullException>(() => _worker.SubmitAsync(4));

        Assert.Equal(
            "3 of your restorations wait already, as many as may wait at once: cancel some in the queue, or try again when some are done.",
            exception.Message
        );
        await using var context = await _worker.OpenAsync();
        Assert.Equal(3, await context.Requests.CountAsync());
        Assert.NotNull(await _worker.Queue.ClaimAsync());
        await _worker.SubmitAsync(4);
    }

    [Fact]
    public async Task CheckRoomAsync_MoreThanMayWait_SaysHowManyMay()
    {
        await _worker.SubmitAsync(1);
        var submission = _worker.Get<RequestSubmission>();

        await submission.CheckRoomAsync(Owners.Local, 2);
        await submission.CheckRoomAsync(Guid.NewGuid(), 3);
        var exception = await Assert.ThrowsAsync<QueueFullException>(() => submission.CheckRoomAsync(Owners.Local, 3));

        Assert.Equal(
            "These are 3 restorations, and only 2 more may wait at once: begin with fewer, or try again when some are done.",
            exception.Message
        );
    }

    [Fact]
    public async Task SubmitAsync_SeveralAtOnce_NoneSlipsPastTheLimit()
    {
        await _worker.PrepareAsync(1);

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        try
                        {
                            await _worker.SubmitAsync(1);
                            return true;
                        }
                        catch (QueueFullException)
                        {
                            return false;
                        }
                    })
                )
        );

        Assert.Equal(3, outcomes.Count(done => done));
    }

    [Fact]
    public async Task SubmitAsync_UnknownEngine_ListsTheEngines()
    {
        var photo = (await _worker.Get<PhotoIntake>().AddAsync(Owners.Local, "a.png", WorkerFixture.Picture(1))).Photo;

        var exception = await Assert.ThrowsAsync<InvalidOptionsException>(() =>
            _worker
                .Get<RequestSubmission>()
                .SubmitAsync(
                    new NewRequest
                    {
                        OwnerId = Owners.Local,
                        FaceId = photo.Faces[0].Id,
                        EngineId = "other",
                        Options = new FakeOptions(),
                    }
                )
        );

        Assert.Contains("fake", exception.Message, StringComparison.Ordinal);
    }

    // Everybody but who is named is one person.
    private async Task<Face> AddMirroredAsync(int seed)
    {
        const int side = 64;
        var picture = ImageDecoder.Decode(WorkerFixture.Picture(seed, side)).Image;
        var pixels = Enumerable
            .Range(0, side * side)
            .SelectMany(i => picture.Pixels.AsSpan(3 * (i + side - 1 - (2 * (i % side))), 3).ToArray());
        _worker.Faces.Person = 0.3f;
        _worker.Faces.Boxes[0] = new FaceBox(side - 4 - 50, 4, 50, 50);
        var content = ImageEncoder.Encode(new RgbImage(side, side, [.. pixels]), ImageFormat.Png);
        return (await _worker.Get<PhotoIntake>().AddAsync(Owners.Local, "mirrored.png", content)).Photo.Faces[0];
    }

    private async Task<Face> AddAsync(int seed, float person = 0)
    {
        _worker.Faces.Person = person;
        _worker.Faces.Boxes[0] = new FaceBox(4, 4, 50, 50);
        return (await _worker.Get<PhotoIntake>().AddAsync(Owners.Local, "photo.png", WorkerFixture.Picture(seed, side: 64))).Photo.Faces[0];
    }
}
