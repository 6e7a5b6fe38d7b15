using Sair.Engine.Engines;
using Sair.Engine.Engines.Sair;

namespace Sair.Engine.Tests.Engines.Sair;

public sealed class SearchSidesTests
{
    [Theory]
    [InlineData(1024, 64, true, MemoryUse.Full, 128, 1024)]
    [InlineData(1024, 64, false, MemoryUse.Full, 1024, 1024)]
    [InlineData(1024, 64, true, MemoryUse.Recomputed, 128, 1024)]
    [InlineData(1024, 64, true, MemoryUse.Reduced, 128, 512)]
    [InlineData(1024, 400, true, MemoryUse.Reduced, 512, 512)] // the first half needs no more than the second
    [InlineData(1024, 64, false, MemoryUse.Reduced, 512, 512)]
    [InlineData(256, 20, true, MemoryUse.Full, 64, 256)]
    [InlineData(64, 16, true, MemoryUse.Reduced, 64, 64)] // less would be too little for a recogniser
    [InlineData(32, 16, true, MemoryUse.Reduced, 32, 32)]
    public void Of_SizeLadderAndMemory_GivesTheSides(int size, int degradedSide, bool ladder, MemoryUse memory, int early, int late) =>
        Assert.Equal(new SearchSides(early, late), SearchSides.Of(size, degradedSide, ladder, memory));
}
