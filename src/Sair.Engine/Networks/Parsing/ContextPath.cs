namespace Sair.Engine.Networks.Parsing;

/// <summary>Context path of BiSeNet (Yu 2018) on a ResNet-18.</summary>
/// <remarks>Parameters: <c>resnet.*</c>, <c>arm16</c>, <c>arm32</c>, <c>conv_head16</c>, <c>conv_head32</c>, <c>conv_avg</c>.</remarks>
internal sealed class ContextPath : nn.Module
{
    private const int UnitsPerStage = 2;

    private readonly Conv2d _stem;
    private readonly FrozenBatchNorm _stemNorm;
    private readonly List<List<ResidualUnit>> _stages = [];
    private readonly AttentionRefinement _refine16;
    private readonly AttentionRefinement _refine32;
    private readonly NormedConvolution _head16;
    private readonly NormedConvolution _head32;
    private readonly NormedConvolution _average;

    public ContextPath(ParsingConfiguration configuration)
        : base(nameof(ContextPath))
    {
        var (channels, context) = (configuration.Channels, configuration.Context);
        _stem = nn.Conv2d(3, channels[0], 7, stride: 2, padding: 3, bias: false);
        _stemNorm = new FrozenBatchNorm(channels[0]);
        register_module("resnet.conv1", _stem);
        register_module("resnet.bn1", _stemNorm);
        var inputs = channels[0];
        for (var stage = 0; stage < channels.Count; stage++)
        {
            var units = new List<ResidualUnit>();
            for (var i = 0; i < UnitsPerStage; i++)
            {
                units.Add(new ResidualUnit(inputs, channels[stage], stage > 0 && i == 0 ? 2 : 1));
                register_module($"resnet.layer{stage + 1}.{i}", units[^1]);
                inputs = channels[stage];
            }

            _stages.Add(units);
        }

        _refine16 = new AttentionRefinement(channels[2], context);
        _refine32 = new AttentionRefinement(channels[3], context);
        _head16 = new NormedConvolution(context, context, 3);
        _head32 = new NormedConvolution(context, context, 3);
        _average = new NormedConvolution(channels[3], context, 1);
        register_module("arm16", _refine16);
        register_module("arm32", _refine32);
        register_module("conv_head16", _head16);
        register_module("conv_head32", _head32);
        register_module("conv_avg", _average);
    }

    /// <summary>Computes features at an eighth of the side: of the ResNet, and of the context.</summary>
    /// <param name="input">[N, 3, H, W], normalised.</param>
    public (Tensor Detail, Tensor Context) Forward(Tensor input)
    {
        var x = nn.functional.max_pool2d(_stemNorm.forward(_stem.forward(input)).relu(), 3, 2, 1);
        var maps = new List<Tensor>();
        foreach (var stage in _stages)
        {
            x = stage.Aggregate(x, (current, unit) => unit.forward(current));
            maps.Add(x);
        }

        var average = _average.forward(maps[3].mean([2, 3], keepdim: true)); // [N, C, 1, 1]
        var deep = _head32.forward(Enlarge(_refine32.forward(maps[3]) + average, maps[2])); // [N, C, H/16, W/16]
        var context = _head16.forward(Enlarge(_refine16.forward(maps[2]) + deep, maps[1])); // [N, C, H/8, W/8]
        return (maps[1], context);
    }

    private static Tensor Enlarge(Tensor map, Tensor like) => nn.functional.interpolate(map, size: [like.shape[2], like.shape[3]], mode: InterpolationMode.Nearest);
}
