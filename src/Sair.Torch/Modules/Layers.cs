using static Sair.Torch.torch;

namespace Sair.Torch.Modules;

#pragma warning disable IDE1006 // The dialect is TorchSharp's.
/// <summary>x Wᵀ + b.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    internal Linear(long inputSize, long outputSize, bool hasBias)
        : base(nameof(Linear))
    {
        var bound = 1 / Math.Sqrt(inputSize);
        weight = new Parameter(empty([outputSize, inputSize]).uniform_(-bound, bound));
        register_parameter("weight", weight);
        if (hasBias)
        {
            bias = new Parameter(empty([outputSize]).uniform_(-bound, bound));
            register_parameter("bias", bias);
        }
    }

    /// <summary>Gets the weight [O, I].</summary>
    public Parameter weight { get; }

    /// <summary>Gets the bias [O].</summary>
    public Parameter? bias { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.linear(input, weight, bias);
}

/// <summary>2-d convolution.</summary>
public sealed class Conv2d : nn.Module<Tensor, Tensor>
{
    private readonly long[] _stride;
    private readonly long[] _padding;
    private readonly long _groups;

    internal Conv2d(long inChannels, long outChannels, long kernelSize, long stride, long padding, long groups, bool hasBias)
        : base(nameof(Conv2d))
    {
        _stride = [stride, stride];
        _padding = [padding, padding];
        _groups = groups;
        var bound = 1 / Math.Sqrt((double)inChannels / groups * kernelSize * kernelSize);
        weight = new Parameter(empty([outChannels, inChannels / groups, kernelSize, kernelSize]).uniform_(-bound, bound));
        register_parameter("weight", weight);
        if (hasBias)
        {
            bias = new Parameter(empty([outChannels]).uniform_(-bound, bound));
            register_parameter("bias", bias);
        }
    }

    /// <summary>Gets the weight [O, I / groups, k, k].</summary>
    public Parameter weight { get; }

    /// <summary>Gets the bias [O].</summary>
    public Parameter? bias { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.conv2d(input, weight, bias, _stride, _padding, groups: _groups);
}

/// <summary>Normalisation over groups of channels.</summary>
public sealed class GroupNorm : nn.Module<Tensor, Tensor>
{
    private readonly long _groups;
    private readonly double _epsilon;

    internal GroupNorm(long groups, long channels, double epsilon)
        : base(nameof(GroupNorm))
    {
        _groups = groups;
        _epsilon = epsilon;
        weight = new Parameter(ones([channels]));
        bias = new Parameter(zeros([channels]));
        register_parameter("weight", weight);
        register_parameter("bias", bias);
    }

    /// <summary>Gets the gain [C].</summary>
    public Parameter weight { get; }

    /// <summary>Gets the offset [C].</summary>
    public Parameter bias { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.group_norm(input, _groups, weight, bias, _epsilon);
}

/// <summary>Normalisation over the last dimension.</summary>
public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    private readonly long[] _shape;
    private readonly double _epsilon;

    internal LayerNorm(long size, double epsilon)
        : base(nameof(LayerNorm))
    {
        _shape = [size];
        _epsilon = epsilon;
        weight = new Parameter(ones([size]));
        bias = new Parameter(zeros([size]));
        register_parameter("weight", weight);
        register_parameter("bias", bias);
    }

    /// <summary>Gets the gain.</summary>
    public Parameter weight { get; }

    /// <summary>Gets the offset.</summary>
    public Parameter bias { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.layer_norm(input, _shape, weight, bias, _epsilon);
}

/// <summary>A table of vectors by number.</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    internal Embedding(long count, long dimensions)
        : base(nameof(Embedding))
    {
        weight = new Parameter(randn([count, dimensions]));
        register_parameter("weight", weight);
    }

    /// <summary>Gets the table [count, dimensions].</summary>
    public Parameter weight { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.embedding(input, weight);
}

/// <summary>Sub-modules by number.</summary>
/// <typeparam name="T">Their type.</typeparam>
public sealed class ModuleList<T> : nn.Module, IReadOnlyList<T>
    where T : nn.Module
{
    private readonly List<T> _modules = [];

    internal ModuleList(IEnumerable<T> modules)
        : base("ModuleList")
    {
        foreach (var module in modules)
        {
            register_module(_modules.Count.ToString(), module);
            _modules.Add(module);
        }
    }

    /// <summary>Gets the number of modules.</summary>
    public int Count => _modules.Count;

    /// <summary>Gets one module.</summary>
    public T this[int index] => _modules[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _modules.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
