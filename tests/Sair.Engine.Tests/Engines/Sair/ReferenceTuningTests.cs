using Sair.Engine.Engines;
using Sair.Engine.Engines.Sair;
using Sair.TestKit;

namespace Sair.Engine.Tests.Engines.Sair;

public sealed class ReferenceTuningTests(TinyPack pack) : IClassFixture<TinyPack>
{
    private static readonly SairOptions s_options = new()
    {
        Iterations = 2,
        TuningIterations = 3,
        BlurDeviation = 0,
        JpegQuality = 0,
    };

    [Fact]
    public void Run_Tuned_NumbersBothStagesInOneCount()
    {
        var steps = Steps(TinyPack.Input(), s_options).Select(step => (step.Stage, step.Index, step.Total)).ToList();

        Assert.Equal([("tuning", 1, 5), ("tuning", 2, 5), ("tuning", 3, 5), ("search", 4, 5), ("search", 5, 5)], steps);
    }

    [Fact]
    public void Run_Tuned_LearnsTheReferences()
    {
        var losses = Steps(TinyPack.Input(references: 2), s_options with { TuningIterations = 30 })
            .TakeWhile(step => step.Stage == SairEngine.TuningStage)
            .Select(step => step.ReadLosses().Total)
            .ToList();

        Assert.True(losses[^1] < 0.7 * losses[0], $"{losses[0]} → {losses[^1]}");
    }

    [Fact]
    public void Run_WithoutReferences_HasNothingToTuneTo()
    {
        var steps = Steps(TinyPack.Input(references: 0), s_options).ToList();

        Assert.Equal(["search", "search"], steps.Select(step => step.Stage));
    }

    [Fact]
    public void Run_ResumedInTheSearch_EndsWhereTheWholeRunEnds()
    {
        var whole = Last(TinyPack.Input(), s_options);
        var state = Steps(TinyPack.Input(), s_options).Where(step => step.Index == 4).Select(step => step.ReadResult().State).First();

        var resumed = Last(TinyPack.Input() with { ResumeState = state }, s_options);

        Assert.Equal(whole.Image.Pixels, resumed.Image.Pixels);
        Assert.Equal(whole.State, resumed.State);
    }

    [Fact]
    public void Run_KeptWhileTuning_GivesAPictureAndAStateToGoOnFrom()
    {
        var kept = Steps(TinyPack.Input(), s_options).Select(step => step.ReadResult()).First();

        Assert.Equal(TinyPack.Size, kept.Image.Width);
        Assert.Equal(5, Steps(TinyPack.Input() with { ResumeState = kept.State }, s_options).Count());
    }

    [Fact]
    public void Run_TunedOrAbandonedWhileTuning_FreesEveryTensor()
    {
        Last(TinyPack.Input(), s_options);
        var before = LiveTensors.Count();

        Last(TinyPack.Input(references: 2), s_options);
        Assert.False(Steps(TinyPack.Input(), s_options).First().IsLast);

        Assert.Equal(before, LiveTensors.Count());
    }

    private IEnumerable<RestorationStep> Steps(RestorationInput input, SairOptions options) =>
        new SairEngine().Run(input, options, pack.Context, CancellationToken.None);

    private RestorationResult Last(RestorationInput input, SairOptions options) =>
        Steps(input, options).Where(step => step.IsLast).Select(step => step.ReadResult()).Single();
}
