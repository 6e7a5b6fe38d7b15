using Sair.Engine.Engines;
using Sair.Worker.Runs;

namespace Sair.Worker.Tests.Runs;

public sealed class LossRecorderTests
{
    [Fact]
    public void ToCurve_TermBeginsLateAndPauses_HasNullInBetween()
    {
        var recorder = new LossRecorder();
        recorder.Add(1, new StepLosses([new LossTerm("fidelity", 1, 1)], 1, null));
        recorder.Add(2, new StepLosses([new LossTerm("fidelity", 1, 2), new LossTerm("emotion", 1, 3)], 5, 0.5));
        recorder.Add(3, new StepLosses([new LossTerm("fidelity", 1, 4)], 4, 0.75));

        var curve = recorder.ToCurve();

        Assert.Equal([1, 2, 3], curve.Index);
        Assert.Equal([1f, 2f, 4f], curve.Terms["fidelity"]);
        Assert.Equal([null, 3f, null], curve.Terms["emotion"]);
        Assert.Equal([1f, 5f, 4f], curve.Total);
        Assert.Equal([null, 0.5f, 0.75f], curve.Identity);
    }

    [Fact]
    public void Add_RunGoesBack_ReplacesWhatCameAfter()
    {
        var recorder = new LossRecorder();
        for (var i = 1; i <= 3; i++)
        {
            recorder.Add(i, new StepLosses([new LossTerm("fidelity", i, i)], i, null));
        }

        recorder = new LossRecorder(recorder.ToCurve());
        recorder.Add(2, new StepLosses([new LossTerm("fidelity", 20, 20)], 20, 0.5));

        var curve = recorder.ToCurve();
        Assert.Equal([1, 2], curve.Index);
        Assert.Equal([1f, 20f], curve.Terms["fidelity"]);
        Assert.Equal([1f, 20f], curve.Total);
        Assert.Equal([null, 0.5f], curve.Identity);
    }
}
