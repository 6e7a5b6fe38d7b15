using Sair.Engine.Preparation;

namespace Sair.Engine.Tests.Preparation;

public sealed class FaceSimilarityTests
{
    [Fact]
    public void Distance_OfDescriptors_IsEuclidean() => Assert.Equal(5, FaceSimilarity.Distance([0, 3, 0], [4, 0, 0]), 9);

    [Theory]
    [InlineData(24, true)]
    [InlineData(23, false)]
    public void Distance_OfCoarseFaces_IsKnownFrom24Pixels(int side, bool isKnown) =>
        Assert.Equal(isKnown, FaceSimilarity.Distance(MadeUpFaces.Create(0, side), MadeUpFaces.Create(0)) is not null);

    [Theory]
    [InlineData(256, 0.6)]
    [InlineData(64, 0.6)]
    [InlineData(44, 0.64)]
    [InlineData(24, 0.68)]
    [InlineData(8, 0.68)]
    public void Boundary_CoarserFace_IsWider(int side, double expected) =>
        Assert.Equal(expected, FaceSimilarity.Boundary(MadeUpFaces.Create(0, side), MadeUpFaces.Create(0)), 9);
}
