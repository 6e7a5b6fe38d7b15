using Sair.Engine.Imaging;

namespace Sair.Engine.Engines.Sair;

/// <summary>One finished iteration of the search.</summary>
internal sealed class SairStep(SairSession session) : RestorationStep
{
    /// <inheritdoc/>
    public override StepLosses ReadLosses() => session.ReadLosses();

    /// <inheritdoc/>
    public override RgbImage Render() => session.Render();

    /// <inheritdoc/>
    public override RestorationResult ReadResult() => session.ReadResult();
}
