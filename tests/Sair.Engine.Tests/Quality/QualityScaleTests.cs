using Sair.Engine.Degradations;
using Sair.Engine.Networks;
using Sair.Engine.Quality;

namespace Sair.Engine.Tests.Quality;

public sealed class QualityScaleTests
{
    public static TheoryData<string> Families { get; } = [.. DegradationFamily.All.Select(family => family.Name)];

    [Fact]
    public void Score_NoDamage_IsOne() => Assert.Equal(1, QualityScale.Score(DegradationFamily.Clean));

    [Theory]
    [MemberData(nameof(Families))]
    public void Score_MoreSevere_IsLower(string name)
    {
        var family = DegradationFamily.All.Single(candidate => candidate.Name == name);
        var scores = Enumerable.Range(0, 11).Select(step => QualityScale.Score(family.Degrade(step / 10.0))).ToList();

        Assert.All(scores.Zip(scores.Skip(1)), pair => Assert.True(pair.Second < pair.First));
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
    }

    [Fact]
    public void Score_HalfTheResolution_LosesAQuarter() =>
        Assert.Equal(0.75, QualityScale.Score(new BlindDegradation { Side = QualityNetwork.InputSide / 2 }), 12);
}
