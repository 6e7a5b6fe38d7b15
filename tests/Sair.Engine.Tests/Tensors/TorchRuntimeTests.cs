namespace Sair.Engine.Tests.Tensors;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void DisposeScope_OnOneThread_DoesNotOwnWhatAnotherMakes()
    {
        Tensor? elsewhere = null;
        using (NewDisposeScope())
        {
            OnAnotherThread(() => elsewhere = ones(2));
        }

        Assert.False(elsewhere!.IsInvalid);
        elsewhere.Dispose();
    }

    [Fact]
    public void InferenceMode_OnOneThread_LeavesOthersRecording()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var recorded = false;

        OnAnotherThread(() =>
        {
            using var inner = NewDisposeScope();
            recorded = (ones(2).requires_grad_() * 2).requires_grad;
        });

        Assert.True(recorded);
        Assert.False((ones(2) * 2).requires_grad);
    }

    [Fact]
    public void Failure_OnOneThread_KeepsItsOwnMessage()
    {
        using var scope = NewDisposeScope();
        var messages = new string[2];
        var threads = Enumerable
            .Range(0, 2)
            .Select(number => new Thread(() =>
            {
                using var inner = NewDisposeScope();
                for (var i = 0; i < 200; i++)
                {
                    var failure = Assert.Throws<System.Runtime.InteropServices.ExternalException>(() =>
                        number == 0 ? ones([2, 3]) + ones(2) : ones(4).reshape(3)
                    );
                    messages[number] = failure.Message;
                }
            }))
            .ToList();

        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Contains("size of tensor", messages[0], StringComparison.Ordinal);
        Assert.Contains("invalid for input of size", messages[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Operators_OnFourThreads_GiveWhatOneThreadGives()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var x = randn(4, 8, 16, 16);
        var weight = randn(8, 8, 3, 3);
        var expected = Run();
        var results = new double[4];
        var threads = Enumerable.Range(0, results.Length).Select(number => new Thread(() => results[number] = Run())).ToList();

        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.All(results, result => Assert.Equal(expected, result, 1e-3));

        double Run()
        {
            using var inner = NewDisposeScope();
            var input = x.detach().requires_grad_();
            var output = nn.functional.conv2d(input, weight, padding: [1, 1]).square().mean();
            return output.ToDouble() + autograd.grad([output], [input])[0].abs().sum().ToDouble();
        }
    }

    [Fact]
    public void Configure_Threads_SetsHowManyAnOperatorUses()
    {
        var before = get_num_threads();
        TorchRuntime.Configure(1);
        Assert.Equal(1, get_num_threads());
        TorchRuntime.Configure(before);

        Assert.Equal(before, get_num_threads());
    }

    [Theory]
    [InlineData("cpu", DeviceType.CPU, -1)]
    [InlineData("cuda", DeviceType.CUDA, 0)]
    [InlineData("cuda:3", DeviceType.CUDA, 3)]
    public void ParseDevice_KnownWords_NeedsNoGpu(string text, DeviceType type, int index)
    {
        var device = TorchRuntime.ParseDevice(text);

        Assert.Equal((type, index), (device.type, device.index));
        Assert.Equal(text == "cuda" ? "cuda:0" : text, device.ToString());
        Assert.Throws<ArgumentException>(() => TorchRuntime.ParseDevice(text + ":x"));
    }

    [Fact]
    public void TrimMemory_AfterLargeTensors_LeavesLiveOnesIntact()
    {
        using var scope = NewDisposeScope();
        TorchRuntime.Configure(get_num_threads());
        var kept = full([1024, 1024], 3f);
        ones([1024, 1024]).Dispose();

        TorchRuntime.TrimMemory();

        Assert.Equal(3 * 1024 * 1024, kept.sum().ToDouble());
        Assert.Equal(1024 * 1024, ones([1024, 1024]).sum().ToDouble());
    }

    private static void OnAnotherThread(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        thread.Join();
    }
}
