using Sair.Application.Evidence;
using Sair.Data.Restorations;

namespace Sair.Application.Tests.Evidence;

public sealed class JudgementTests
{
    private static readonly ResultEvidence s_good = new()
    {
        HeldBackPhotos = 2,
        Distance = 0.4,
        DistanceBefore = 0.5,
        Spread = 0.35,
        LandmarkShift = 0.05,
        Inconsistency = 4,
    };

    [Fact]
    public void Of_AllGood_IsFaithful() => Assert.Equal(Verdict.Faithful, s_good.Verdict);

    [Fact]
    public void Of_NoPhotosHeldBack_IsNeverFaithful() =>
        Assert.Equal(Verdict.Uncertain, (s_good with { HeldBackPhotos = 0, Distance = null, DistanceBefore = null }).Verdict);

    [Fact]
    public void Of_AnotherPerson_IsDrifted() => Assert.Equal(Verdict.Drifted, (s_good with { Distance = 0.7 }).Verdict);

    [Fact]
    public void Of_FartherThanThePhotoWas_IsDrifted() => Assert.Equal(Verdict.Drifted, (s_good with { DistanceBefore = 0.3 }).Verdict);

    [Fact]
    public void Of_AnotherShape_IsDrifted() => Assert.Equal(Verdict.Drifted, (s_good with { LandmarkShift = 0.2 }).Verdict);

    [Fact]
    public void Of_ContradictingThePhoto_IsDrifted() => Assert.Equal(Verdict.Drifted, (s_good with { Inconsistency = 30 }).Verdict);

    [Fact]
    public void Of_SomewhatOff_IsUncertain() => Assert.Equal(Verdict.Uncertain, (s_good with { LandmarkShift = 0.1 }).Verdict);

    [Fact]
    public void Of_PhotoThatIsFarFromTheAlbumItself_IsNeverFaithful() =>
        Assert.Equal(Verdict.Uncertain, (s_good with { DistanceBefore = 0.9 }).Verdict);

    [Fact]
    public void Of_OtherBoundaries_JudgesByThem() =>
        Assert.Equal(Verdict.Uncertain, Judgement.Of(s_good, Judgement.Boundaries with { NearPerson = 0.3 }));

    [Fact]
    public void Parse_Written_IsTheSame() => Assert.Equal(s_good, ResultEvidence.Parse(s_good.ToJson()));
}
