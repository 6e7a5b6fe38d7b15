using Sair.Engine.Engines;
using Sair.Engine.Engines.Sair;
using Sair.TestKit;

namespace Sair.Engine.Tests.Engines.Sair;

public sealed class SairEngineTests(TinyPack pack) : IClassFixture<TinyPack>
{
    private static readonly SairOptions s_options = new()
    {
        Iterations = 6,
        TuningIterations = 0,
        BlurDeviation = 0,
        JpegQuality = 0,
    };

    [Fact]
    public void Run_SameSeed_SameBytesAndLosses()
    {
        var first = Run(TinyPack.Input(), s_options);
        var second = Run(TinyPack.Input(), s_options);

        Assert.Equal(first.Result.Image.Pixels, second.Result.Image.Pixels);
        Assert.Equal(first.Result.State, second.Result.State);
        Assert.Equal(first.Totals, second.Totals);
    }

    [Fact]
    public void Run_LittleMemory_SameResultAndNothingLeft()
    {
        var whole = Run(TinyPack.Input(), s_options);
        var before = LiveTensors.Count();

        var recomputed = Run(TinyPack.Input(), s_options, MemoryUse.Recomputed);

        Assert.Equal(before, LiveTensors.Count());
        Assert.All(whole.Totals.Zip(recomputed.Totals), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.InRange(whole.Result.Image.Pixels.Zip(recomputed.Result.Image.Pixels, (a, b) => Math.Abs(a - b)).Max(), 0, 1);
    }

    [Fact]
    public void Run_FidelityAlone_BringsTheDegradedResultNearer()
    {
        var run = Run(TinyPack.Input(), s_options with { Iterations = 40, IdentityWeight = 0, LatentPriorWeight = 0, ColourWeight = 0 });

        Assert.True(run.Totals[^1] < 0.5 * run.Totals[0], $"{run.Totals[0]} → {run.Totals[^1]}");
    }

    [Fact]
    public void Run_DefaultTerms_AreNamedInOrderAndSumToTheTotal()
    {
        using var steps = Steps(TinyPack.Input(), s_options).GetEnumerator();
        steps.MoveNext();
        var losses = steps.Current.ReadLosses();

        Assert.Equal(["fidelity", "identity", "latent", "colour"], losses.Terms.Select(term => term.Name));
        Assert.Equal(losses.Total, losses.Terms.Sum(term => term.Weighted), 9);
        Assert.Equal(1 - losses.Terms[1].Value, losses.IdentitySimilarity);
        Assert.Equal(0, losses.Terms[2].Value);
        Assert.Equal(0, losses.Terms[3].Value);
    }

    [Fact]
    public void Run_SecondHalf_ColourSetsIn()
    {
        var colours = Steps(TinyPack.Input(), s_options)
            .Select(step => step.ReadLosses().Terms.Single(term => term.Name == "colour").Value)
            .ToList();

        Assert.All(colours.Take(3), value => Assert.Equal(0, value));
        Assert.All(colours.Skip(3), value => Assert.True(value > 0));
    }

    [Fact]
    public void Run_ManyIterations_LiveTensorCountIsFlat()
    {
        var counts = Steps(TinyPack.Input(), s_options with { Iterations = 12 })
            .Select(step =>
            {
                step.ReadLosses();
                step.Render();
                return LiveTensors.Count();
            })
            .ToList();

        Assert.Equal(counts[1], counts[5]);
        Assert.Equal(counts[8], counts[^1]);
    }

    [Fact]
    public void Run_ToItsEndOrAbandoned_FreesEveryTensor()
    {
        Run(TinyPack.Input(), s_options);
        var before = LiveTensors.Count();

        Run(TinyPack.Input(references: 2), s_options);
        Assert.False(Steps(TinyPack.Input(), s_options).First().IsLast);

        Assert.Equal(before, LiveTensors.Count());
    }

    [Fact]
    public void Run_Cancelled_StopsBeforeTheNextIteration()
    {
        using var cancellation = new CancellationTokenSource();
        using var steps = new SairEngine().Run(TinyPack.Input(), s_options, pack.Context, cancellation.Token).GetEnumerator();
        steps.MoveNext();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => steps.MoveNext());
    }

    [Fact]
    public void Run_ResumedFromTheMiddle_EndsWhereTheWholeRunEnds()
    {
        var whole = Run(TinyPack.Input(), s_options);
        byte[] state;
        using (var steps = Steps(TinyPack.Input(), s_options).GetEnumerator())
        {
            for (var i = 0; i < 3; i++)
            {
                steps.MoveNext();
            }

            state = steps.Current.ReadResult().State!;
        }

        var resumed = Run(TinyPack.Input() with { ResumeState = state }, s_options);

        Assert.Equal(3, resumed.Totals.Count);
        Assert.Equal(whole.Result.Image.Pixels, resumed.Result.Image.Pixels);
        Assert.Equal(whole.Result.State, resumed.Result.State);
    }

    [Fact]
    public void Run_ResumedAtItsEnd_GivesTheResultAtOnce()
    {
        var whole = Run(TinyPack.Input(), s_options);

        using var steps = Steps(TinyPack.Input() with { ResumeState = whole.Result.State }, s_options).GetEnumerator();

        Assert.True(steps.MoveNext());
        Assert.True(steps.Current.IsLast);
        Assert.Equal(whole.Result.Image.Pixels, steps.Current.Render().Pixels);
        Assert.False(steps.MoveNext());
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' })]
    public void Run_ForeignState_SaysSo(byte[] state)
    {
        Run(TinyPack.Input(), s_options);
        var before = LiveTensors.Count();

        Assert.Throws<InvalidOptionsException>(() => Run(TinyPack.Input() with { ResumeState = state }, s_options));
        Assert.Equal(before, LiveTensors.Count());
    }

    [Fact]
    public void Run_Result_HasFilledOptionsHashesAndIdentity()
    {
        var result = Run(TinyPack.Input(), new SairOptions { Iterations = 2, TuningIterations = 0 }).Result;
        var options = Assert.IsType<SairOptions>(result.Options);

        Assert.Equal(TinyPack.Size, result.Image.Width);
        Assert.Equal(4, options.Scale);
        Assert.Equal(0.1, options.LearningRate);
        Assert.Equal(0, options.GeodesicCrossWeight);
        Assert.NotNull(options.BlurDeviation);
        Assert.Contains(SairPack.GeneratorId, result.ModelHashes.Keys);
        Assert.Contains("face-recogniser", result.ModelHashes.Keys);
        Assert.InRange(result.IdentityAfter!.Value, -1, 1);
        Assert.InRange(result.IdentityBefore!.Value, -1, 1);
    }

    [Fact]
    public void Run_WithoutReferences_LeavesIdentityOut()
    {
        var run = Run(TinyPack.Input(references: 0), s_options);

        Assert.Null(run.Result.IdentityAfter);
        Assert.Equal(6, run.Totals.Count);
    }

    [Fact]
    public void Run_WithoutReferences_StartsFromTheInstantEnginesPicture()
    {
        var plain = Run(TinyPack.Input(side: 24, references: 0), s_options with { InstantStart = false });
        var instant = Run(TinyPack.Input(side: 24, references: 0), s_options);
        var guided = Run(TinyPack.Input(side: 24), s_options);

        Assert.NotEqual(plain.Result.Image.Pixels, instant.Result.Image.Pixels);
        Assert.Contains("instant-pack-predictor", instant.Result.ModelHashes.Keys);
        Assert.DoesNotContain("instant-pack-predictor", plain.Result.ModelHashes.Keys);
        Assert.DoesNotContain("instant-pack-predictor", guided.Result.ModelHashes.Keys);
    }

    [Fact]
    public void Run_Emotion_AddsItsTermAndMovesTheResult()
    {
        var plain = Run(TinyPack.Input(), s_options);
        var happy = Run(TinyPack.Input(), s_options with { Emotion = Emotion.Happy });

        Assert.Contains("emotion", happy.Names);
        Assert.NotEqual(plain.Result.Image.Pixels, happy.Result.Image.Pixels);
    }

    [Fact]
    public void Run_EmotionThatThePackLacks_SaysSo()
    {
        var failure = Assert.Throws<InvalidOptionsException>(() => Run(TinyPack.Input(), s_options with { Emotion = Emotion.Fear }));

        Assert.Contains("fear", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OptionOutOfRange_SaysSo() =>
        Assert.Throws<InvalidOptionsException>(() => Run(TinyPack.Input(), s_options with { Iterations = 0 }));

    [Theory]
    [InlineData(8, null)]
    [InlineData(13, null)]
    [InlineData(32, null)]
    [InlineData(100, null)]
    [InlineData(32, 4)]
    public void Run_AnySideAndScale_Finishes(int side, int? scale)
    {
        var run = Run(TinyPack.Input(side), s_options with { Iterations = 2, Scale = scale, JpegQuality = 30, BlurDeviation = 1 });

        Assert.All(run.Totals, total => Assert.True(double.IsFinite(total)));
    }

    [Fact]
    public void Run_PublishedForm_KeepsItsQuirks()
    {
        var run = Run(TinyPack.Input(), s_options with { Form = ObjectiveForm.Published });

        Assert.Equal(run.Totals[0], run.Totals[1]); // the first learning rate is 0
    }

    private IEnumerable<RestorationStep> Steps(RestorationInput input, SairOptions options, MemoryUse memory = MemoryUse.Full) =>
        new SairEngine().Run(input, options, pack.Context with { Memory = memory }, CancellationToken.None);

    private (RestorationResult Result, IReadOnlyList<double> Totals, IReadOnlyList<string> Names) Run(
        RestorationInput input,
        SairOptions options,
        MemoryUse memory = MemoryUse.Full
    )
    {
        var totals = new List<double>();
        foreach (var step in Steps(input, options, memory))
        {
            var losses = step.ReadLosses();
            totals.Add(losses.Total);
            if (step.IsLast)
            {
                return (step.ReadResult(), totals, [.. losses.Terms.Select(term => term.Name)]);
            }
        }

        throw new InvalidOperationException("The run had no last step.");
    }
}
