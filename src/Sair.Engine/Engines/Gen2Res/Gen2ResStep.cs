using Sair.Engine.Imaging;

namespace Sair.Engine.Engines.Gen2Res;

/// <summary>One finished step of a stage.</summary>
internal sealed class Gen2ResStep(Gen2ResSession session) : RestorationStep
{
    /// <inheritdoc/>
    public override StepLosses ReadLosses() => session.ReadLosses();

    /// <inheritdoc/>
    public override RgbImage Render() => session.Render();

    /// <inheritdoc/>
    public override RestorationResult ReadResult() => session.ReadResult();
}
