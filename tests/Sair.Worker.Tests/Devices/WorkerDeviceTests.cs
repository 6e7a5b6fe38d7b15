using Sair.Engine;
using Sair.Worker.Devices;

namespace Sair.Worker.Tests.Devices;

public sealed class WorkerDeviceTests
{
    private const long Gigabyte = 1L << 30;

    [Theory]
    [InlineData("auto", "cuda:1")]
    [InlineData("cuda", "cuda:0")]
    [InlineData("cuda:1", "cuda:1")]
    [InlineData("cpu", "cpu")]
    public void Device_TwoGpus_IsTheNamedOneOrTheFreest(string option, string expected)
    {
        var worker = new WorkerDevice(
            option,
            () => [new GpuInfo(0, "A", 24 * Gigabyte, 3 * Gigabyte, "1"), new GpuInfo(1, "B", 16 * Gigabyte, 15 * Gigabyte, "1")]
        );

        Assert.Equal(expected, worker.Device.ToString());
    }

    [Fact]
    public void Device_NoGpuOrAFullOne_IsTheProcessorWithTheReason()
    {
        Assert.Equal(("cpu", "no GPU was found"), Describe(new WorkerDevice("auto", () => [])));
        Assert.Equal(
            ("cpu", "A has too little free memory"),
            Describe(new WorkerDevice("auto", () => [new GpuInfo(0, "A", 24 * Gigabyte, Gigabyte, null)]))
        );

        static (string, string) Describe(WorkerDevice worker) => (worker.Device.ToString(), worker.Reason);
    }

    [Theory]
    [InlineData("auto", null, "cuda:1 cuda:0")]
    [InlineData("auto", 1, "cuda:1")]
    [InlineData("auto", 3, "cuda:1 cuda:0 cuda:1*")]
    [InlineData("cuda:0", null, "cuda:0")]
    [InlineData("cuda:0", 2, "cuda:0 cuda:0*")]
    [InlineData("cpu", null, "cpu")]
    [InlineData("cpu", 2, "cpu cpu*")]
    public void Places_TwoGpus_AreSpreadOverThemAndSayWhichShare(string option, int? runs, string expected)
    {
        var worker = new WorkerDevice(
            option,
            () => [new GpuInfo(0, "A", 24 * Gigabyte, 3 * Gigabyte, "1"), new GpuInfo(1, "B", 16 * Gigabyte, 15 * Gigabyte, "1")],
            runs
        );

        Assert.Equal(expected, string.Join(' ', worker.Places.Select(place => $"{place.Device}{(place.IsShared ? "*" : "")}")));
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(5, true)]
    public void HasRoom_SharedGpu_NeedsMemoryForOneMore(int free, bool expected)
    {
        var worker = new WorkerDevice("auto", () => [new GpuInfo(0, "A", 24 * Gigabyte, free * Gigabyte, "1")], 2);

        Assert.Equal(expected, worker.HasRoom(worker.Places[1]));
        Assert.True(worker.HasRoom(worker.Places[0]));
    }

    [Fact]
    public void Device_NamedButAbsent_SaysWhatToSet()
    {
        var failure = Assert.Throws<InvalidOptionsException>(() => new WorkerDevice("cuda:3", () => []).Device);

        Assert.Contains("Worker:Device", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_ThisMachine_AgreesWithTheTensorLibrary() => Assert.Equal(cuda.device_count(), GpuDriver.List().Count);
}
