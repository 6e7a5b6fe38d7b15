using Sair.Engine.Engines.Sair;
using Sair.Engine.Weights;
using Sair.Evaluation.Metrics;
using Sair.Evaluation.Packs;
using Sair.TestKit;

namespace Sair.Evaluation.Tests.Packs;

public sealed class PackInversionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PackInversionTests() => TinyFacePack.Write(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Invert_PictureOfThePackItself_ComesNearerWithSteps()
    {
        var models = new ModelProvider(_folder.Path);
        using var pack = SairPack.Load(models, CPU);
        using var inversion = new PackInversion(pack, models, CPU);
        var face = PackSamples.Draw(pack, 1, PackSamples.DefaultSpread, seed: 3, CPU, CancellationToken.None)[0];

        var start = inversion.Invert(face, 0, CancellationToken.None);
        var end = inversion.Invert(face, 40, CancellationToken.None);

        Assert.True(PixelMetrics.PeakSignalToNoiseRatio(end, face) > PixelMetrics.PeakSignalToNoiseRatio(start, face) + 1);
    }
}
