using Sair.Engine.Faces;
using Sair.Engine.Weights;

namespace Sair.Engine.Engines.Gen2Res;

/// <summary>Measures how much a face resembles the references; nothing is optimised against it.</summary>
internal sealed class IdentityMeter : IDisposable
{
    private readonly AlignedRecogniser _recogniser;
    private readonly Tensor _mean;
    private readonly Tensor _reference;

    /// <summary>Describes the references.</summary>
    /// <param name="references">Each [1, 3, H, H], 0–1; at least one.</param>
    /// <param name="models">Holds the recogniser.</param>
    /// <param name="device">Where to compute.</param>
    public IdentityMeter(IEnumerable<Tensor> references, IModelProvider models, Device device)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        _recogniser = AlignedRecogniser.Load(models, device);
        _mean = FaceStatistics.Load(models, device).MeanDescriptor.reshape(1, -1).clone().DetachFromDisposeScope();
        var directions = references.Select(Direction).ToList();
        _reference = nn.functional.normalize(cat(directions).mean([0], keepdim: true)).DetachFromDisposeScope();
    }

    /// <summary>Gives the centred cosine, −1–1.</summary>
    /// <param name="image">[1, 3, R, R], 0–1.</param>
    public double Measure(Tensor image)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        return (Direction(image) * _reference).sum().ToDouble();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _recogniser.Dispose();
        _mean.Dispose();
        _reference.Dispose();
    }

    private Tensor Direction(Tensor image) => nn.functional.normalize(_recogniser.forward(image) - _mean); // [1, D]
}
