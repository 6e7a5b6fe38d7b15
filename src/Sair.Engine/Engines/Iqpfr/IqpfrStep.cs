using Sair.Engine.Imaging;

namespace Sair.Engine.Engines.Iqpfr;

/// <summary>The only step of a run.</summary>
internal sealed class IqpfrStep(IqpfrSession session) : RestorationStep
{
    /// <inheritdoc/>
    public override StepLosses ReadLosses() => session.ReadLosses();

    /// <inheritdoc/>
    public override RgbImage Render() => session.Render();

    /// <inheritdoc/>
    public override RestorationResult ReadResult() => session.ReadResult();
}
