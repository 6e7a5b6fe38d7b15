using Sair.Engine.Weights;

namespace Sair.Engine.Faces.Networks;

/// <summary>Single-precision parameters in PyTorch's order of dimensions out of a converted face-api network.</summary>
/// <remarks>The tensors made here belong to the current dispose scope.</remarks>
internal sealed class FaceApiParameters(LoadedModel model)
{
    /// <summary>Reads a parameter as it is stored, for example a bias [C].</summary>
    public Tensor Values(string name)
    {
        var stored = Find(name);
        if (!model.Parameters.TryGetValue(name + FaceApiManifestReader.QuantizationSuffix, out var pair))
        {
            return stored.to(torch.float32);
        }

        // Double precision until the end, as the JavaScript does: sums in single precision differ in the last bit.
        var quantization = pair.cpu().data<double>().ToArray();
        return ((stored.to(torch.float64) * quantization[0]) + quantization[1]).to(torch.float32);
    }

    /// <summary>Reads convolution filters: stored [kH, kW, I, O], returned [O, I, kH, kW].</summary>
    public Tensor Filters(string name) => Values(name).permute(3, 2, 0, 1).contiguous();

    /// <summary>Reads depthwise filters: stored [kH, kW, C, 1], returned [C, 1, kH, kW].</summary>
    public Tensor DepthwiseFilters(string name) => Values(name).permute(2, 3, 0, 1).contiguous();

    /// <summary>Reads a fully connected layer: stored [I, O], returned [O, I].</summary>
    public Tensor Matrix(string name) => Values(name).t().contiguous();

    private Tensor Find(string name) =>
        model.Parameters.TryGetValue(name, out var stored)
            ? stored
            : throw new WeightsFormatException(model.Id, $"The model {model.Id} lacks the parameter {name}; restore its file from the repository.");
}
