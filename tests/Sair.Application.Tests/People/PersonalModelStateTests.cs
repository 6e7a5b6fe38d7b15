using Sair.Application.People;
using Sair.Data.Blobs;
using Sair.Data.People;

namespace Sair.Application.Tests.People;

public sealed class PersonalModelStateTests
{
    private static readonly Guid s_first = new("00000000-0000-0000-0000-000000000001");
    private static readonly Guid s_second = new("00000000-0000-0000-0000-000000000002");

    [Fact]
    public void Of_NothingLearned_IsAbsent() => Assert.Equal(PersonalModelKind.Absent, PersonalModelState.Of([], [s_first], "base").Kind);

    [Theory]
    [InlineData("base", true, PersonalModelKind.Current)]
    [InlineData("base", false, PersonalModelKind.Unfinished)]
    [InlineData("another", true, PersonalModelKind.OutOfDate)]
    [InlineData("another", false, PersonalModelKind.Absent)]
    [InlineData(null, true, PersonalModelKind.Current)]
    public void Of_SamePhotosInAnotherOrder_DependsOnTheBaseModelAndTheEnd(string? baseModel, bool isFinished, PersonalModelKind kind) =>
        Assert.Equal(kind, PersonalModelState.Of([Model(isFinished, s_first, s_second)], [s_second, s_first], baseModel).Kind);

    [Fact]
    public void Of_PhotoWasAdded_IsOutOfDateUntilItIsLearned()
    {
        var old = Model(isFinished: true, s_first);

        Assert.Equal(
            new PersonalModelState(PersonalModelKind.OutOfDate, old, 10),
            PersonalModelState.Of([old], [s_first, s_second], "base")
        );
        Assert.Equal(
            PersonalModelKind.Current,
            PersonalModelState.Of([Model(isFinished: true, s_first, s_second), old], [s_first, s_second], "base").Kind
        );
    }

    private static PersonalModel Model(bool isFinished, params Guid[] faces)
    {
        var blob = BlobId.Of([1]);
        return new PersonalModel
        {
            PersonId = Guid.NewGuid(),
            Album = "album",
            BaseModel = "base",
            Tuning = "tuning",
            FaceIds = [.. faces],
            WeightsBlob = isFinished ? blob : null,
            ProgressBlob = isFinished ? null : blob,
            Bytes = 10,
            UpdatedUtc = DateTime.UnixEpoch,
        };
    }
}
