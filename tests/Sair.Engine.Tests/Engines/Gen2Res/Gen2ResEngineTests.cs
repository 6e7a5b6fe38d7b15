using Sair.Engine.Engines;
using Sair.Engine.Engines.Gen2Res;
using Sair.Engine.Imaging;
using Sair.TestKit;
using static Sair.Engine.Tests.Engines.Sair.TinyPack;

namespace Sair.Engine.Tests.Engines.Gen2Res;

public sealed class Gen2ResEngineTests(TinyDiffusionPack pack) : IClassFixture<TinyDiffusionPack>
{
    private static readonly Gen2ResOptions Quick = new()
    {
        NoiseLevel = 40,
        Steps = 4,
        TuningIterations = 3,
        TuningBatch = 2,
        AlbumSize = 2,
        AlbumSteps = 3,
        Seed = 1,
    };

    [Theory]
    [InlineData(Gen2ResSampler.Solver)]
    [InlineData(Gen2ResSampler.Implicit)]
    [InlineData(Gen2ResSampler.Ancestral)]
    public void Run_SameSeed_GivesTheSameBytes(Gen2ResSampler sampler)
    {
        var options = Quick with { Mode = Gen2ResMode.Base, Sampler = sampler };

        var first = Finish(new Gen2ResEngine(), Input(), options);
        var second = Finish(new Gen2ResEngine(), Input(), options);
        var other = Finish(new Gen2ResEngine(), Input(), options with { Seed = 2 });

        Assert.Equal(first.Image.Pixels, second.Image.Pixels);
        Assert.NotEqual(first.Image.Pixels, other.Image.Pixels);
        Assert.Equal((128, 128), (first.Image.Width, first.Image.Height));
    }

    [Fact]
    public void Run_PersonalTwice_LearnsOnceAndGivesTheSame()
    {
        var engine = new Gen2ResEngine();

        var first = Steps(engine, Input(references: 3), Quick);
        var second = Steps(engine, Input(references: 3), Quick);
        var changed = Steps(engine, Input(references: 2), Quick);

        Assert.Equal(
            [
                Gen2ResEngine.TuningStage,
                Gen2ResEngine.TuningStage,
                Gen2ResEngine.TuningStage,
                .. Enumerable.Repeat(Gen2ResEngine.RestorationStage, 4),
            ],
            first.Stages
        );
        Assert.All(second.Stages, stage => Assert.Equal(Gen2ResEngine.RestorationStage, stage));
        Assert.Contains(Gen2ResEngine.TuningStage, changed.Stages);
        Assert.Equal(first.Result.Image.Pixels, second.Result.Image.Pixels);
        Assert.NotNull(first.Result.IdentityAfter);
        Assert.Equal(Gen2ResMode.Personal, ((Gen2ResOptions)first.Result.Options).Mode);
    }

    [Theory]
    [InlineData(TuningForm.Full)]
    [InlineData(TuningForm.LowRank)]
    public void Run_CancelledWhileLearning_GoesOnToTheSameResult(TuningForm form)
    {
        var options = Quick with { TuningForm = form, TuningIterations = 5 };
        var whole = Finish(new Gen2ResEngine(), Input(references: 2), options);
        var store = new MemoryPersonalWeightsStore();
        using (var source = new CancellationTokenSource())
        {
            Assert.Throws<OperationCanceledException>(() =>
            {
                foreach (
                    var step in new Gen2ResEngine().Run(
                        Input(references: 2),
                        options,
                        pack.Context with
                        {
                            PersonalWeights = store,
                        },
                        source.Token
                    )
                )
                {
                    if (step.Index == 2)
                    {
                        source.Cancel();
                    }
                }
            });
        }

        var rest = Steps(new Gen2ResEngine(), Input(references: 2), options, store);

        Assert.Equal(3, rest.Stages.Count(stage => stage == Gen2ResEngine.TuningStage));
        Assert.Equal(whole.Image.Pixels, rest.Result.Image.Pixels);
    }

    [Fact]
    public void Run_Generative_MakesAnAlbumFirst()
    {
        var run = Steps(new Gen2ResEngine(), Input(references: 0), Quick with { Mode = Gen2ResMode.Generative, PriorShare = 0.5 });

        Assert.Equal(
            (6, 3, 4),
            (
                run.Stages.Count(stage => stage == Gen2ResEngine.AlbumStage),
                run.Stages.Count(stage => stage == Gen2ResEngine.TuningStage),
                run.Stages.Count(stage => stage == Gen2ResEngine.RestorationStage)
            )
        );
    }

    [Fact]
    public void Run_StrongGuidance_StaysNearerToThePhoto()
    {
        var options = Quick with { Mode = Gen2ResMode.Base, NoiseLevel = 150, Steps = 30, GuidanceInterval = 5, OutputSide = 16 };
        var photo = Picture(16, 3);
        double Distance(Gen2ResOptions chosen)
        {
            var image = Finish(new Gen2ResEngine(), new RestorationInput { Degraded = photo }, chosen).Image;
            return image.Pixels.Zip(photo.Pixels, (mine, theirs) => Math.Abs(mine - theirs)).Average();
        }

        Assert.True(Distance(options with { StickToInput = 1 }) < Distance(options));
    }

    [Fact]
    public void Run_DetailOfALargePhoto_IsKeptAsMuchAsAsked()
    {
        var options = Quick with { Mode = Gen2ResMode.Base, NoiseLevel = 1, Steps = 1 };
        var photo = new RestorationInput { Degraded = Checker(128) };

        Assert.True(
            Contrast(Finish(new Gen2ResEngine(), photo, options).Image)
                > 4 * Contrast(Finish(new Gen2ResEngine(), photo, options with { PhotoDetail = 0 }).Image)
        );
    }

    [Fact]
    public void Run_ImpossibleOptions_SayWhatToDo()
    {
        Assert.Contains(
            "references",
            Assert
                .Throws<InvalidOptionsException>(() =>
                    Finish(new Gen2ResEngine(), Input(references: 0), Quick with { Mode = Gen2ResMode.Personal })
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "200",
            Assert.Throws<InvalidOptionsException>(() => Finish(new Gen2ResEngine(), Input(), Quick with { NoiseLevel = 201 })).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Run_DamagedStoredWeights_LearnsAnew()
    {
        var store = new DamagedStore();

        var run = Steps(new Gen2ResEngine(), Input(references: 1), Quick, store);

        Assert.Contains(Gen2ResEngine.TuningStage, run.Stages);
        Assert.True(store.Written > 0);
    }

    [Fact]
    public void Run_ToTheEndOrAbandoned_FreesEveryTensor()
    {
        Finish(new Gen2ResEngine(), Input(), Quick);
        LiveTensors.AssertUnchanged(() =>
        {
            Finish(new Gen2ResEngine(), Input(references: 2), Quick);
            foreach (var step in new Gen2ResEngine().Run(Input(references: 2), Quick, pack.Context, CancellationToken.None))
            {
                _ = step.Render();
                _ = step.ReadLosses();
                break;
            }
        });
    }

    private static RgbImage Checker(int side) =>
        new(
            side,
            side,
            [.. Enumerable.Range(0, side * side).SelectMany(i => Enumerable.Repeat((byte)((i + (i / side)) % 2 == 0 ? 140 : 110), 3))]
        );

    private static double Contrast(RgbImage image) =>
        Enumerable.Range(0, image.Pixels.Length - 3).Average(i => Math.Abs(image.Pixels[i] - image.Pixels[i + 3]));

    private RestorationResult Finish(Gen2ResEngine engine, RestorationInput input, Gen2ResOptions options) =>
        Steps(engine, input, options).Result;

    private (IReadOnlyList<string> Stages, RestorationResult Result) Steps(
        Gen2ResEngine engine,
        RestorationInput input,
        Gen2ResOptions options,
        IPersonalWeightsStore? store = null
    )
    {
        var stages = new List<string>();
        RestorationResult? result = null;
        foreach (var step in engine.Run(input, options, pack.Context with { PersonalWeights = store }, CancellationToken.None))
        {
            stages.Add(step.Stage);
            Assert.Equal(stages.Count, step.Index);
            result = step.IsLast ? step.ReadResult() : null;
        }

        Assert.NotNull(result);
        return (stages, result);
    }

    private sealed class DamagedStore : IPersonalWeightsStore
    {
        public int Written { get; private set; }

        public byte[]? ReadWeights(PersonalWeightsKey key) => [1, 2, 3];

        public void WriteWeights(PersonalWeightsKey key, byte[] weights) => Written++;

        public byte[]? ReadProgress(PersonalWeightsKey key) => [4, 5];

        public void WriteProgress(PersonalWeightsKey key, byte[] state) => Written++;

        public void Delete(string album) { }
    }
}
