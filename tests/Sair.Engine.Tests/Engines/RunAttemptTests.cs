using Sair.Engine.Engines;
using Sair.Engine.Engines.Iqpfr;
using Sair.Engine.Engines.Sair;

namespace Sair.Engine.Tests.Engines;

public sealed class RunAttemptTests
{
    private static readonly EngineDescriptor s_sair = new SairEngine().Descriptor;

    // Named only: there need not be one.
    private static readonly Device s_gpu = new(DeviceType.CUDA);

    [Fact]
    public void For_Gpu_TriesLessMemoryThenTheProcessor()
    {
        var attempts = RunAttempt.For(s_sair, s_gpu);

        Assert.Equal([DeviceType.CUDA, DeviceType.CUDA, DeviceType.CUDA, DeviceType.CPU], attempts.Select(attempt => attempt.Device.type));
        Assert.Equal([MemoryUse.Full, MemoryUse.Recomputed, MemoryUse.Reduced, MemoryUse.Full], attempts.Select(attempt => attempt.Memory));
        Assert.Null(attempts[0].Notice);
        Assert.Equal(3, attempts.Skip(1).Select(attempt => attempt.Notice).OfType<string>().Distinct().Count());
    }

    [Fact]
    public void For_EngineThatCannotSaveMemory_GoesToTheProcessorAtOnce() =>
        Assert.Equal(
            [DeviceType.CUDA, DeviceType.CPU],
            RunAttempt.For(new IqpfrEngine().Descriptor, s_gpu).Select(attempt => attempt.Device.type)
        );

    [Fact]
    public void RunFirstThatFits_SecondFits_TellsOnce()
    {
        var told = new List<string>();

        var fitted = RunAttempt.RunFirstThatFits(
            s_sair,
            s_gpu,
            attempt => attempt.Memory == MemoryUse.Full ? throw new OutOfDeviceMemoryException("CUDA out of memory.") : attempt,
            notice => told.Add(notice)
        );

        Assert.Equal(MemoryUse.Recomputed, fitted.Memory);
        Assert.Equal([fitted.Notice!], told);
    }

    [Fact]
    public void RunFirstThatFits_NothingFits_Throws()
    {
        var tried = 0;

        Assert.Throws<OutOfDeviceMemoryException>(() =>
            RunAttempt.RunFirstThatFits<int>(
                s_sair,
                s_gpu,
                _ => throw new OutOfDeviceMemoryException($"{++tried}: out of memory"),
                _ => { }
            )
        );

        Assert.Equal(4, tried);
    }
}
