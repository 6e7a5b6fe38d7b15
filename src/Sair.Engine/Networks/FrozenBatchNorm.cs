namespace Sair.Engine.Networks;

/// <summary>Batch normalisation with stored statistics (evaluation mode), ε = 1e-5.</summary>
/// <remarks>Parameters: <c>weight</c>, <c>bias</c>, <c>running_mean</c>, <c>running_var</c> [C], <c>num_batches_tracked</c> [].</remarks>
internal sealed class FrozenBatchNorm : Network<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;
    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;
    [ComponentName(Name = "running_mean")]
    private readonly Tensor _mean;
    [ComponentName(Name = "running_var")]
    private readonly Tensor _variance;
    [ComponentName(Name = "num_batches_tracked")]
    private readonly Tensor _batches;

    public FrozenBatchNorm(long channels)
        : base(nameof(FrozenBatchNorm))
    {
        _weight = new Parameter(ones([channels]));
        _bias = new Parameter(zeros([channels]));
        _mean = zeros([channels]);
        _variance = ones([channels]);
        _batches = tensor(0L);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => nn.functional.batch_norm(input, _mean, _variance, _weight, _bias);
}
