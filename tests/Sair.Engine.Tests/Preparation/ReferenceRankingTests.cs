using Sair.Engine.Preparation;

namespace Sair.Engine.Tests.Preparation;

public sealed class ReferenceRankingTests
{
    [Fact]
    public void Rank_ComparableFace_NearestDescriptorLeads()
    {
        var ranked = ReferenceRanking.Rank(
            MadeUpFaces.Create(0, 64),
            [MadeUpFaces.Create(0.5f), MadeUpFaces.Create(0.1f), MadeUpFaces.Create(0.3f)]
        );

        Assert.Equal([1, 2, 0], ranked.Select(reference => reference.Index));
        Assert.Equal(0.1, ranked[0].Distance!.Value, 6);
        Assert.Contains("distance 0.10", ranked[0].Reason);
    }

    [Fact]
    public void Rank_CoarseFace_QualityDecides()
    {
        var ranked = ReferenceRanking.Rank(
            MadeUpFaces.Create(0, 16),
            [MadeUpFaces.Create(0, isSharp: false), MadeUpFaces.Create(0.9f), MadeUpFaces.Create(0, side: 64)]
        );

        Assert.Equal(1, ranked[0].Index);
        Assert.Null(ranked[0].Distance);
        Assert.Contains("too coarse to compare", ranked[0].Reason);
    }

    [Fact]
    public void Rank_EqualDescriptors_PoseDecides()
    {
        var ranked = ReferenceRanking.Rank(
            MadeUpFaces.Create(0, yaw: 0.5),
            [MadeUpFaces.Create(0, yaw: -0.5), MadeUpFaces.Create(0, yaw: 0.4)]
        );

        Assert.Equal([1, 0], ranked.Select(reference => reference.Index));
    }

    [Fact]
    public void Rank_EqualReferences_KeepTheirOrder()
    {
        var ranked = ReferenceRanking.Rank(MadeUpFaces.Create(0), [MadeUpFaces.Create(0.2f), MadeUpFaces.Create(0.2f)]);

        Assert.Equal([0, 1], ranked.Select(reference => reference.Index));
    }

    [Fact]
    public void Rank_Qualities_AreBetweenNothingAndFull()
    {
        var ranked = ReferenceRanking.Rank(MadeUpFaces.Create(0), [MadeUpFaces.Create(0), MadeUpFaces.Create(0, isSharp: false)]);

        Assert.Equal(1, ranked.Single(reference => reference.Index == 0).Quality, 6);
        Assert.Equal(0, ranked.Single(reference => reference.Index == 1).Quality, 6);
    }
}
