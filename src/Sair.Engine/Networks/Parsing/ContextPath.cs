namespace Sair.Engine.Networks.Parsing;

/// <summary>Context path of BiSeNet (Yu 2018) on a ResNet-18.</summary>
/// <remarks>Parameters: <c>resnet.*</c>, <c>arm16</c>, <c>arm32</c>, <c>conv_head16</c>, <c>conv_head32</c>, <c>conv_avg</c>.</remarks>
internal sealed class ContextPath : Network
{
    [ComponentName(Name = "resnet")]
    private readonly ResidualFeatures _trunk;
    [ComponentName(Name = "arm16")]
    private readonly AttentionRefinement _refine16;
    [ComponentName(Name = "arm32")]
    private readonly AttentionRefinement _refine32;
    [ComponentName(Name = "conv_head16")]
    private readonly NormedConvolution _head16;
    [ComponentName(Name = "conv_head32")]
    private readonly NormedConvolution _head32;
    [ComponentName(Name = "conv_avg")]
    private readonly NormedConvolution _average;

    public ContextPath(ParsingConfiguration configuration)
        : base(nameof(ContextPath))
    {
        var (channels, context) = (configuration.Channels, configuration.Context);
        _trunk = new ResidualFeatures(channels);
        _refine16 = new AttentionRefinement(channels[2], context);
        _refine32 = new AttentionRefinement(channels[3], context);
        _head16 = new NormedConvolution(context, context, 3);
        _head32 = new NormedConvolution(context, context, 3);
        _average = new NormedConvolution(channels[3], context, 1);
        RegisterComponents();
    }

    /// <summary>Computes features at an eighth of the side: of the ResNet, and of the context.</summary>
    /// <param name="input">[N, 3, H, W], normalised.</param>
    public (Tensor Detail, Tensor Context) Forward(Tensor input)
    {
        var maps = _trunk.ForwardStages(input);
        var average = _average.forward(maps[3].mean([2, 3], keepdim: true)); // [N, C, 1, 1]
        var deep = _head32.forward(Enlarge(_refine32.forward(maps[3]) + average, maps[2])); // [N, C, H/16, W/16]
        var context = _head16.forward(Enlarge(_refine16.forward(maps[2]) + deep, maps[1])); // [N, C, H/8, W/8]
        return (maps[1], context);
    }

    private static Tensor Enlarge(Tensor map, Tensor like) => nn.functional.interpolate(map, size: [like.shape[2], like.shape[3]], mode: InterpolationMode.Nearest);
}
