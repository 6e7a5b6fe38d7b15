using Sair.Engine.Engines.Iqpfr;
using Sair.Engine.Imaging;
using Sair.Engine.Weights;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Blind;

/// <summary>Restores by the networks of the instant engine alone: nothing is taken over from the photo afterwards.</summary>
/// <param name="name">The name of the row.</param>
/// <param name="models">Holds the pack.</param>
/// <param name="device">Where to compute.</param>
/// <param name="score">Wanted quality; null leaves the score out.</param>
/// <param name="books">Which codebooks count.</param>
/// <param name="fidelity">w: how much the photo's own features count.</param>
/// <param name="scoreStrength">The share of the score's embedding that counts; null for the pack's own.</param>
public sealed class InstantMethod(
    string name,
    IModelProvider models,
    Device device,
    double? score,
    CodeBooks books = CodeBooks.ByScore,
    double fidelity = 0,
    double? scoreStrength = null
) : IRestorationMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public RgbImage Restore(TestFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        using var scope = NewDisposeScope();
        using var pack = IqpfrPack.Load(models, device);
        return pack.Restore(face.Degraded.ToTensor(device), score, fidelity, books: books, scoreStrength: scoreStrength).ToImage();
    }
}

/// <summary>One method on what another one made.</summary>
/// <param name="name">The name of the row.</param>
/// <param name="first">Sees the photo.</param>
/// <param name="second">Sees the first one's result as its photo.</param>
public sealed class ChainedMethod(string name, IRestorationMethod first, IRestorationMethod second) : IRestorationMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public RgbImage Restore(TestFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        return second.Restore(face with { Degraded = first.Restore(face, cancellationToken) }, cancellationToken);
    }
}

/// <summary>Shows the photo as it is, pixel by pixel.</summary>
public sealed class InputMethod : IRestorationMethod
{
    /// <inheritdoc/>
    public string Name => "input";

    /// <inheritdoc/>
    public RgbImage Restore(TestFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        using var scope = NewDisposeScope();
        return nn.functional.interpolate(face.Degraded.ToTensor(), size: [face.Truth.Height, face.Truth.Width]).ToImage();
    }
}

/// <summary>Shows the photo before it was degraded: what the measures say of flawless results.</summary>
public sealed class TruthMethod : IRestorationMethod
{
    /// <inheritdoc/>
    public string Name => "truth";

    /// <inheritdoc/>
    public RgbImage Restore(TestFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        return face.Truth;
    }
}
