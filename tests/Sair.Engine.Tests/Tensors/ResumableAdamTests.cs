using Sair.Engine.Weights.Files;
using Sair.TestKit;

namespace Sair.Engine.Tests.Tensors;

public sealed class ResumableAdamTests
{
    private const double Rate = 0.1;

    private static readonly double[] Slopes = [0.5, -2, 3];

    [Theory]
    [InlineData(0)]
    [InlineData(0.05)]
    public void Step_ThreeGradients_FollowsTheFormula(double weightDecay)
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(tensor([1.0], [1]));
        using var adam = new ResumableAdam([("x", parameter)], Rate, 0.8, 0.9, 1e-6, weightDecay);
        var (x, m, v) = (1.0, 0.0, 0.0);
        for (var t = 1; t <= Slopes.Length; t++)
        {
            adam.ZeroGradients();
            (parameter * Slopes[t - 1]).sum().backward();
            adam.Step();

            // Kingma & Ba 2015, Algorithm 1; the decay is Loshchilov & Hutter 2019, Algorithm 2.
            var g = Slopes[t - 1];
            m = (0.8 * m) + (0.2 * g);
            v = (0.9 * v) + (0.1 * g * g);
            x -= Rate * weightDecay * x;
            x -= Rate * (m / (1 - Math.Pow(0.8, t))) / (Math.Sqrt(v / (1 - Math.Pow(0.9, t))) + 1e-6);
            Assert.Equal(x, parameter.ToDouble(), 1e-12);
        }

        Assert.Equal(Slopes.Length, adam.StepCount);
    }

    [Fact]
    public void Step_ParameterWithoutGradient_StaysAsItIs()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(ones(2));
        using var adam = new ResumableAdam([("x", parameter)], weightDecay: 0.5);

        adam.Step();

        Assert.Equal([1, 1], parameter.data<float>().ToArray());
    }

    [Fact]
    public void LoadState_ThroughAFile_ContinuesBitForBit()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "adam.safetensors");
        manual_seed(3);
        using var straight = new Parameter(randn(64));
        using var adam = new ResumableAdam([("x", straight)], Rate, weightDecay: 0.01);
        Train(straight, adam, 0, 5);
        using var resumed = new Parameter(straight.detach().clone());
        SafetensorsFile.Write(file, adam.State());
        Train(straight, adam, 5, 10);

        using var restored = new ResumableAdam([("x", resumed)], Rate, weightDecay: 0.01);
        var state = SafetensorsFile.Read(file).Tensors;
        restored.LoadState(state);
        foreach (var moment in state.Values)
        {
            moment.Dispose();
        }

        Train(resumed, restored, 5, 10);

        Assert.Equal(adam.StepCount, restored.StepCount);
        Assert.Equal(straight.data<float>().ToArray(), resumed.data<float>().ToArray());
    }

    [Fact]
    public void LoadState_WithoutAParameter_Throws()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(ones(2));
        using var adam = new ResumableAdam([("x", parameter)]);

        Assert.Throws<KeyNotFoundException>(() => adam.LoadState(new Dictionary<string, Tensor> { ["step"] = tensor([1L]) }));
    }

    [Fact]
    public void Step_Repeated_LeavesNoTensorBehind()
    {
        using var parameter = new Parameter(ones(2));
        using var adam = new ResumableAdam([("x", parameter)]);

        LiveTensors.AssertUnchanged(() =>
        {
            for (var i = 0; i < 5; i++)
            {
                using var scope = NewDisposeScope();
                adam.ZeroGradients();
                parameter.square().sum().backward();
                adam.Step();
            }
        });
    }

    private static void Train(Parameter parameter, ResumableAdam adam, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            using var scope = NewDisposeScope();
            adam.ZeroGradients();
            (parameter - i).square().mean().backward();
            adam.Step();
        }
    }
}
