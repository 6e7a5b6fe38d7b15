using Sair.Engine.Faces;

namespace Sair.Engine.Tests.Faces;

public sealed class CandidateFilterTests
{
    [Fact]
    public void RemoveNested_BoxInsideABetterOne_IsRemoved()
    {
        var kept = CandidateFilter.RemoveNested([new(new FaceBox(0, 0, 100, 100), 0.9), new(new FaceBox(40, 40, 20, 20), 0.6)]);

        Assert.Equal(0.9, Assert.Single(kept).Score);
    }

    [Fact]
    public void RemoveNested_BoxAroundABetterOne_IsRemoved()
    {
        var kept = CandidateFilter.RemoveNested([new(new FaceBox(0, 0, 100, 100), 0.6), new(new FaceBox(40, 40, 20, 20), 0.9)]);

        Assert.Equal(20, Assert.Single(kept).Box.Width);
    }

    [Fact]
    public void RemoveNested_NeighbouringFaces_AreKeptLargestFirst()
    {
        var kept = CandidateFilter.RemoveNested([new(new FaceBox(0, 0, 40, 40), 0.9), new(new FaceBox(30, 0, 60, 60), 0.6)]);

        Assert.Equal([60.0, 40.0], kept.Select(face => face.Box.Width));
    }

    [Fact]
    public void Suppress_SlightlyShiftedBoxes_KeepsTheBest()
    {
        var kept = CandidateFilter.Suppress([
            new(new FaceBox(0, 0, 50, 50), 0.5),
            new(new FaceBox(5, 5, 50, 50), 0.8),
            new(new FaceBox(200, 0, 50, 50), 0.4),
        ]);

        Assert.Equal([0.8, 0.4], kept.Select(face => face.Score));
    }
}
