using Sair.Engine.Imaging;
using Sair.Engine.Networks;
using Sair.Engine.Weights;

namespace Sair.Engine.Quality;

/// <summary>Scores face squares with the trained quality network.</summary>
/// <remarks>What a score means is in models/face-quality/README.md; it says how clear a picture is, not whom it shows.</remarks>
public sealed class QualityScorer : IDisposable
{
    /// <summary>Id of the network's model.</summary>
    public const string ModelId = "face-quality";

    private readonly Device _device;

    private QualityScorer(QualityNetwork network, Device device)
    {
        Network = network;
        _device = device;
    }

    /// <summary>Gets the network, frozen.</summary>
    public QualityNetwork Network { get; }

    /// <summary>Loads the network.</summary>
    /// <exception cref="ModelUnavailableException">The file is missing or damaged.</exception>
    /// <exception cref="WeightsFormatException">The file holds another network.</exception>
    public static QualityScorer Load(IModelProvider models, Device device)
    {
        ArgumentNullException.ThrowIfNull(models);
        var model = models.Open(ModelId, device);
        using var scope = NewDisposeScope();
        try
        {
            return new QualityScorer(QualityNetwork.FromParameters(model.Parameters).to(device), device);
        }
        catch (InvalidOperationException failure)
        {
            throw new WeightsFormatException(
                ModelId,
                $"The quality network does not fit this program ({failure.Message}): restore its file from this version.",
                failure
            );
        }
    }

    /// <summary>Scores one face square in FFHQ framing.</summary>
    /// <returns>0–1; higher is clearer.</returns>
    public double Score(RgbImage face)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        return Network.forward(face.ToTensor(_device)).ToDouble();
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();
}
