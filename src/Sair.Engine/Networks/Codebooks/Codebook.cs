namespace Sair.Engine.Networks.Codebooks;

/// <summary>A table of codes; every position of a map is replaced by the nearest one (van den Oord 2017).</summary>
/// <remarks>Parameters: <c>embedding.weight</c> [K, C].</remarks>
public sealed class Codebook : Network<Tensor, QuantizedMap>
{
    private const double Beta = 0.25;

    [ComponentName(Name = "embedding")]
    private readonly Embedding _embedding;

    /// <summary>Initializes a new instance of the <see cref="Codebook"/> class with codes in ±1/K.</summary>
    public Codebook(int count, int length)
        : base(nameof(Codebook))
    {
        _embedding = nn.Embedding(count, length);
        using var ungraded = no_grad();
        _embedding.weight!.uniform_(-1.0 / count, 1.0 / count);
        RegisterComponents();
    }

    /// <summary>Gets the codes [K, C].</summary>
    public Parameter Codes => _embedding.weight!;

    /// <summary>Quantises a map.</summary>
    /// <param name="input">[N, C, H, W].</param>
    /// <returns>The quantised map, its loss and the numbers of its codes.</returns>
    /// <remarks>As in the published code β weighs the codebook's term, not the commitment.</remarks>
    public override QuantizedMap forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var indices = Distances(input).argmin(1).reshape(input.shape[0], -1); // [N, HW]
        var codes = Look(indices, input.shape[2], input.shape[3]);
        var loss = (codes.detach() - input).square().mean([1, 2, 3]) + (Beta * (codes - input.detach()).square().mean([1, 2, 3]));
        return new QuantizedMap(input + (codes - input).detach(), loss, indices);
    }

    /// <summary>Computes squared distances to all codes.</summary>
    /// <param name="input">[N, C, H, W].</param>
    /// <returns>[N·H·W, K].</returns>
    public Tensor Distances(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var flat = input.permute(0, 2, 3, 1).reshape(-1, input.shape[1]); // [NHW, C]
        return flat.square().sum([1], keepdim: true) + Codes.square().sum([1]) - (2 * flat.matmul(Codes.t()));
    }

    /// <summary>Gets a map from the numbers of its codes.</summary>
    /// <param name="indices">[N, H·W] of 64-bit integers.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <returns>[N, C, H, W], with gradients to the codes.</returns>
    public Tensor Look(Tensor indices, long height, long width)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return _embedding.forward(indices).reshape(indices.shape[0], height, width, -1).permute(0, 3, 1, 2).contiguous();
    }
}

/// <summary>A map replaced by codes.</summary>
/// <param name="Map">[N, C, H, W]; the gradient passes straight through to what was quantised.</param>
/// <param name="Loss">[N]: mean‖sg(q) − z‖² + 0.25 · mean‖q − sg(z)‖² of each map.</param>
/// <param name="Indices">[N, H·W]: numbers of the codes.</param>
public sealed record QuantizedMap(Tensor Map, Tensor Loss, Tensor Indices);
