using Sair.Data.Restorations;

namespace Sair.Data.Tests.Restorations;

public sealed class LossCurveTests
{
    [Fact]
    public void Parse_WrittenCurve_ReturnsEqualValues()
    {
        var curve = new LossCurve(
            [1, 2],
            new Dictionary<string, IReadOnlyList<float?>> { ["fidelity"] = [0.5f, 0.25f], ["emotion"] = [null, 0.125f] },
            [0.5f, 0.375f],
            [null, 0.75f]
        );

        var read = LossCurve.Parse(curve.ToJson());

        Assert.Equal(curve.Index, read.Index);
        Assert.Equal(curve.Terms["emotion"], read.Terms["emotion"]);
        Assert.Equal(curve.Total, read.Total);
        Assert.Equal(curve.Identity, read.Identity);
    }
}
