using Sair.Engine.Networks;
using Sair.Engine.Weights.Files;
using Sair.TestKit;
using Sair.Training.Diffusion;
using Sair.Training.Tests.Data;

namespace Sair.Training.Tests.Diffusion;

public sealed class DiffusionTrainerTests : IDisposable
{
    private static readonly DiffusionUNetConfiguration Small = new() { ImageSize = 16, PatchSize = 2, Channels = 32, Multipliers = [1, 1], ResidualBlocks = 1, AttentionLevels = [1] };

    private readonly FacesFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_StoppedAndResumed_EndsBitForBitWhereAWholeRunEnds()
    {
        Train("whole", 12);
        Train("parts", 8);
        Train("parts", 12);

        using var scope = NewDisposeScope();
        var whole = Weights("whole");
        var parts = Weights("parts");
        Assert.Equal(whole.Keys, parts.Keys);
        Assert.All(whole, entry => Assert.True(entry.Value.bytes.SequenceEqual(parts[entry.Key].bytes), entry.Key));
    }

    [Fact]
    public void Run_CheckpointOfOtherSizes_SaysSo()
    {
        Train("state", 4);

        Assert.Throws<InvalidDataException>(() => Train("state", 8, Small with { Multipliers = [1, 2] }));
    }

    [Fact]
    public void Run_Ended_FreesEveryTensor()
    {
        Train("first", 4);
        var before = LiveTensors.Count();

        Train("second", 4);

        Assert.Equal(before, LiveTensors.Count());
    }

    private DiffusionTrainingProgress Train(string state, long images, DiffusionUNetConfiguration? network = null) =>
        new DiffusionTrainer(
            new DiffusionTrainingOptions
            {
                DataFolder = _folder.Path,
                StateFolder = Path.Combine(_folder.Path, state),
                Images = images,
                Batch = 4,
                Network = network ?? Small,
            },
            TimeProvider.System,
            TextWriter.Null).Run(CancellationToken.None);

    private Dictionary<string, Tensor> Weights(string state) => SafetensorsFile.Read(Path.Combine(_folder.Path, state, "checkpoint.safetensors")).Tensors;
}
