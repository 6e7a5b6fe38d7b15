using Sair.Engine.Engines.Gen2Res;
using static Sair.Engine.Tests.Engines.Sair.TinyPack;

namespace Sair.Engine.Tests.Engines.Gen2Res;

public sealed class AlbumVersionTests
{
    [Fact]
    public void Of_OtherOrder_IsTheSame() =>
        Assert.Equal(AlbumVersion.Of([Picture(8, 1), Picture(8, 2)]), AlbumVersion.Of([Picture(8, 2), Picture(8, 1)]));

    [Fact]
    public void Of_PictureAddedOrChanged_IsAnother()
    {
        var version = AlbumVersion.Of([Picture(8, 1)]);

        Assert.NotEqual(version, AlbumVersion.Of([Picture(8, 1), Picture(8, 2)]));
        Assert.NotEqual(version, AlbumVersion.Of([Picture(8, 3)]));
    }

    [Fact]
    public void Delete_Album_LeavesOthers()
    {
        var store = new MemoryPersonalWeightsStore();
        var (mine, other) = (new PersonalWeightsKey("mine", "m", "t"), new PersonalWeightsKey("other", "m", "t"));
        store.WriteWeights(mine, [1]);
        store.WriteProgress(mine, [2]);
        store.WriteWeights(other, [3]);

        store.Delete("mine");

        Assert.Null(store.ReadWeights(mine));
        Assert.Null(store.ReadProgress(mine));
        Assert.Equal([3], store.ReadWeights(other));
    }

    [Fact]
    public void WriteWeights_MoreThanFit_DropsTheOldest()
    {
        var store = new MemoryPersonalWeightsStore(capacity: 1);
        store.WriteWeights(new PersonalWeightsKey("a", "m", "t"), [1]);
        store.WriteWeights(new PersonalWeightsKey("b", "m", "t"), [2]);

        Assert.Null(store.ReadWeights(new PersonalWeightsKey("a", "m", "t")));
    }
}
