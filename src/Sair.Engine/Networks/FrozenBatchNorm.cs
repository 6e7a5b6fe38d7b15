namespace Sair.Engine.Networks;

/// <summary>Batch normalisation with stored statistics (evaluation mode), ε = 1e-5.</summary>
/// <remarks>Parameters: <c>weight</c>, <c>bias</c>, <c>running_mean</c>, <c>running_var</c> [C], <c>num_batches_tracked</c> [].</remarks>
internal sealed class FrozenBatchNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly Tensor _mean;
    private readonly Tensor _variance;

    public FrozenBatchNorm(long channels)
        : base(nameof(FrozenBatchNorm))
    {
        _weight = new Parameter(ones([channels]));
        _bias = new Parameter(zeros([channels]));
        _mean = zeros([channels]);
        _variance = ones([channels]);
        register_parameter("weight", _weight);
        register_parameter("bias", _bias);
        register_buffer("running_mean", _mean);
        register_buffer("running_var", _variance);
        register_buffer("num_batches_tracked", tensor(0L));
    }

    public override Tensor forward(Tensor input) => nn.functional.batch_norm(input, _mean, _variance, _weight, _bias);
}
