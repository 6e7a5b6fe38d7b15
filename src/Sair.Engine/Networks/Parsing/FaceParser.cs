using Sair.Engine.Operators;

namespace Sair.Engine.Networks.Parsing;

/// <summary>Face parsing by BiSeNet (Yu 2018) with the public names of the 19-class network trained on CelebAMask-HQ.</summary>
/// <remarks>Parameters: <c>cp.*</c>, <c>ffm.*</c>, <c>conv_out</c>, and the training heads <c>conv_out16</c>, <c>conv_out32</c>, which are not used.</remarks>
public sealed class FaceParser : Network<Tensor, Tensor>
{
    private const int InputSide = 512;

    // Skin, brows, eyes, glasses; nose, mouth, lips. Not ears, neck, cloth, hair and hat.
    private static readonly int[] s_faceClasses = [1, 2, 3, 4, 5, 6, 10, 11, 12, 13];

    [ComponentName(Name = "cp")]
    private readonly ContextPath _context;
    [ComponentName(Name = "ffm")]
    private readonly FeatureJoin _join;
    [ComponentName(Name = "conv_out")]
    private readonly ParsingHead _head;

    /// <summary>Initializes a new instance of the <see cref="FaceParser"/> class with random weights.</summary>
    /// <param name="configuration">Sizes.</param>
    public FaceParser(ParsingConfiguration configuration)
        : base(nameof(FaceParser))
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _context = new ContextPath(configuration);
        _join = new FeatureJoin(configuration.Channels[1] + configuration.Context, configuration.Joined);
        _head = new ParsingHead(configuration.Joined, configuration.Joined, configuration.Classes);
        RegisterComponents();
    }

    /// <summary>Builds a frozen network from a checkpoint; its training heads are left out.</summary>
    /// <exception cref="InvalidOperationException">Parameters are missing, unexpected, or have other shapes.</exception>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static FaceParser FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        var used = parameters.Where(entry => !entry.Key.StartsWith("conv_out16.", StringComparison.Ordinal) && !entry.Key.StartsWith("conv_out32.", StringComparison.Ordinal)).ToDictionary();
        return FrozenNetwork.Load(new FaceParser(ParsingConfiguration.FromParameters(parameters)), used);
    }

    /// <summary>Computes class scores.</summary>
    /// <param name="input">[N, 3, H, W], RGB, normalised as by <see cref="IResNetInput.Normalise"/>; trained at 512².</param>
    /// <returns>[N, K, H, W], before the softmax.</returns>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (detail, context) = _context.Forward(input);
        return nn.functional.interpolate(_head.forward(_join.forward(detail, context)), size: [input.shape[2], input.shape[3]], mode: InterpolationMode.Bilinear, align_corners: true);
    }

    /// <summary>Gives the soft mask of the face without hair, ears and neck.</summary>
    /// <param name="picture">[1, 3, H, H], RGB, 0–1, FFHQ framing.</param>
    /// <param name="side">Side of the mask in pixels.</param>
    /// <returns>[side, side], 0–1: the probability of a face pixel; no gradient.</returns>
    public Tensor FaceMask(Tensor picture, int side)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var scores = forward(IResNetInput.Normalise(PictureOperators.ResizeAntialiased(picture, InputSide, InputSide))).softmax(1); // [1, K, 512, 512]
        var face = s_faceClasses.Where(index => index < scores.shape[1]).Select(index => scores.select(1, index)).Aggregate((sum, map) => sum + map).unsqueeze(1);
        return PictureOperators.ResizeAntialiased(face, side, side).reshape(side, side).clamp(0, 1).MoveToOuterDisposeScope();
    }
}
