using Sair.Engine.Networks;

namespace Sair.Engine.Faces.Networks;

/// <summary>(x − mean) / 255 with the channel means of the face-api networks; input [N, 3, H, W] float RGB 0–255.</summary>
internal sealed class InputNormalization : Network<Tensor, Tensor>
{
    [ComponentName(Name = "mean")]
    private readonly Tensor _mean;

    public InputNormalization()
        : base(nameof(InputNormalization))
    {
        _mean = torch.tensor([122.782f, 117.001f, 104.298f], [1, 3, 1, 1]);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => (input - _mean) / 255;
}
