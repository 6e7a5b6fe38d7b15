using Sair.Training.Codebooks;

namespace Sair.Training.Tests.Codebooks;

public sealed class DegradedFacesTests
{
    [Theory]
    [InlineData(0, 8)]
    [InlineData(1, 0)]
    public void Draw_NoneOrAll_NamesTheUntouched(double share, int untouched)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);

        var batch = SoftenedPhotos.Draw((rand([8, 3, 32, 32]) * 2) - 1, share, new Random(1));

        Assert.Equal(untouched, batch.Untouched.numel());
    }

    [Fact]
    public void Draw_Some_LeavesTheUntouchedAndSoftensTheOthers()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var photos = (rand([16, 3, 32, 32]) * 2) - 1;

        var batch = SoftenedPhotos.Draw(photos, 0.5, new Random(1));

        var untouched = batch.Untouched.data<long>().ToArray();
        Assert.InRange(untouched.Length, 3, 13);
        var changes = (batch.Pictures - photos).abs().amax([1, 2, 3]).data<float>().ToArray();
        Assert.All(untouched, i => Assert.Equal(0, changes[i]));

        // A blur whose score is nearly 1 changes nothing at this side.
        Assert.InRange(changes.Count(change => change > 0), 16 - untouched.Length - 2, 16 - untouched.Length);
        Assert.True(batch.Pictures.std().ToDouble() < photos.std().ToDouble());
    }
}
