namespace Sair.Engine.Networks;

/// <summary>
/// A network, or a part of one, whose parts are named by <see cref="ComponentNameAttribute"/> on their fields and registered
/// together by <c>RegisterComponents</c> at the end of the constructor.
/// </summary>
/// <remarks>
/// A name may be a path ("downsample.0"), as the public checkpoints have them: TorchSharp knows such names only from nested modules.
/// What is registered outlives the dispose scope in which it was made. Fields of base classes are not private, because the
/// library finds, and replaces when a network moves to another device, only fields that the last class can see.
/// </remarks>
/// <param name="name">Name of the kind of network.</param>
public abstract class Network(string name) : nn.Module(name)
{
    /// <inheritdoc/>
    public override void register_module(string name, nn.Module submodule) =>
        Registration.Module(this, name, submodule, base.register_module);

    /// <inheritdoc/>
    public override void register_parameter(string name, Parameter param) => base.register_parameter(name, param.Kept());

    /// <inheritdoc/>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) =>
        base.register_buffer(name, tensor.Kept(), persistent);

    /// <inheritdoc/>
    protected override nn.Module _to(DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false)
    {
        base._to(deviceType, deviceIndex, non_blocking);
        Registration.Keep(this);
        return this;
    }

    /// <summary>Overwrites parameters and buffers, converting types.</summary>
    /// <param name="source">Tensors by dotted name; stay owned by the caller.</param>
    /// <param name="strict">Throws on missing or unexpected names.</param>
    /// <param name="skip">Names that are left out.</param>
    /// <returns>Missing and unexpected names.</returns>
    /// <exception cref="InvalidOperationException">A shape differs, or names differ and <paramref name="strict"/> is set.</exception>
    public override (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
        Dictionary<string, Tensor> source,
        bool strict = true,
        IList<string>? skip = null
    ) => Registration.Load(this, source, strict, skip);
}

/// <summary>As <see cref="Network"/>, with one input.</summary>
/// <typeparam name="T">The input.</typeparam>
/// <typeparam name="TResult">The output.</typeparam>
/// <param name="name">Name of the kind of network.</param>
public abstract class Network<T, TResult>(string name) : nn.Module<T, TResult>(name)
{
    /// <inheritdoc/>
    public override void register_module(string name, nn.Module submodule) =>
        Registration.Module(this, name, submodule, base.register_module);

    /// <inheritdoc/>
    public override void register_parameter(string name, Parameter param) => base.register_parameter(name, param.Kept());

    /// <inheritdoc/>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) =>
        base.register_buffer(name, tensor.Kept(), persistent);

    /// <inheritdoc/>
    protected override nn.Module _to(DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false)
    {
        base._to(deviceType, deviceIndex, non_blocking);
        Registration.Keep(this);
        return this;
    }

    /// <inheritdoc cref="Network.load_state_dict"/>
    public override (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
        Dictionary<string, Tensor> source,
        bool strict = true,
        IList<string>? skip = null
    ) => Registration.Load(this, source, strict, skip);
}

/// <summary>As <see cref="Network"/>, with two inputs.</summary>
/// <typeparam name="T1">The first input.</typeparam>
/// <typeparam name="T2">The second input.</typeparam>
/// <typeparam name="TResult">The output.</typeparam>
/// <param name="name">Name of the kind of network.</param>
public abstract class Network<T1, T2, TResult>(string name) : nn.Module<T1, T2, TResult>(name)
{
    /// <inheritdoc/>
    public override void register_module(string name, nn.Module submodule) =>
        Registration.Module(this, name, submodule, base.register_module);

    /// <inheritdoc/>
    public override void register_parameter(string name, Parameter param) => base.register_parameter(name, param.Kept());

    /// <inheritdoc/>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) =>
        base.register_buffer(name, tensor.Kept(), persistent);

    /// <inheritdoc/>
    protected override nn.Module _to(DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false)
    {
        base._to(deviceType, deviceIndex, non_blocking);
        Registration.Keep(this);
        return this;
    }

    /// <inheritdoc cref="Network.load_state_dict"/>
    public override (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
        Dictionary<string, Tensor> source,
        bool strict = true,
        IList<string>? skip = null
    ) => Registration.Load(this, source, strict, skip);
}

/// <summary>What the kinds of <see cref="Network"/> share.</summary>
internal static class Registration
{
    private const char Separator = '.';

    /// <summary>Registers a part under a name that may be a path.</summary>
    public static void Module(nn.Module owner, string name, nn.Module part, Action<string, nn.Module> register)
    {
        var at = name.IndexOf(Separator, StringComparison.Ordinal);
        if (at < 0)
        {
            register(name, part);
            Keep(part);
            return;
        }

        var first = name[..at];
        if (owner.named_children().FirstOrDefault(child => child.name == first).module is not { } group)
        {
            group = new Group();
            register(first, group);
        }

        group.register_module(name[(at + 1)..], part);
    }

    /// <summary>
    /// Takes all tensors out of their scope: layers of the library make theirs in the current one, and so does
    /// a move to another device.
    /// </summary>
    public static void Keep(nn.Module part)
    {
        foreach (var parameter in part.parameters())
        {
            parameter.Kept();
        }

        foreach (var buffer in part.buffers())
        {
            buffer.Kept();
        }
    }

    /// <summary>The library's own copies bytes and does not say which name or shape differs.</summary>
    public static (IList<string> Missing, IList<string> Unexpected) Load(
        nn.Module network,
        Dictionary<string, Tensor> source,
        bool strict,
        IList<string>? skip
    )
    {
        ArgumentNullException.ThrowIfNull(source);
        var state = network.state_dict();
        var missing = state.Keys.Where(name => IsWanted(name) && !source.ContainsKey(name)).ToList();
        var unexpected = source.Keys.Where(name => IsWanted(name) && !state.ContainsKey(name)).ToList();
        if (strict && missing.Count + unexpected.Count > 0)
        {
            throw new InvalidOperationException(
                $"{network.GetName()}: missing [{string.Join(", ", missing)}], unexpected [{string.Join(", ", unexpected)}]."
            );
        }

        using var ungraded = no_grad();
        using var scope = NewDisposeScope(); // what operators in place return
        foreach (var (name, target) in state)
        {
            if (IsWanted(name) && source.TryGetValue(name, out var values))
            {
                if (!target.shape.SequenceEqual(values.shape))
                {
                    throw new InvalidOperationException(
                        $"{network.GetName()}: {name} has shape [{string.Join(", ", values.shape)}], expected "
                            + $"[{string.Join(", ", target.shape)}]."
                    );
                }

                target.copy_(values);
            }
        }

        return (missing, unexpected);

        bool IsWanted(string name) => skip?.Contains(name) != true;
    }

    private sealed class Group() : Network(nameof(Group));
}

/// <summary>Fills networks that are only used, never trained.</summary>
internal static class FrozenNetwork
{
    private const string Counter = ".num_batches_tracked";

    /// <summary>
    /// Copies a checkpoint into a network and stops recording its parameters; counters that older checkpoints lack keep their 0.
    /// </summary>
    /// <returns>The network; it is disposed where loading fails.</returns>
    /// <exception cref="InvalidOperationException">Parameters are missing, unexpected, or have other shapes.</exception>
    public static T Load<T>(T network, IReadOnlyDictionary<string, Tensor> parameters)
        where T : nn.Module
    {
        try
        {
            var source = new Dictionary<string, Tensor>(parameters);
            foreach (var (name, value) in network.state_dict())
            {
                if (name.EndsWith(Counter, StringComparison.Ordinal))
                {
                    source.TryAdd(name, value);
                }
            }

            network.load_state_dict(source);
            foreach (var parameter in network.parameters())
            {
                parameter.requires_grad = false;
            }

            return network;
        }
        catch (InvalidOperationException)
        {
            network.Dispose();
            throw;
        }
    }
}

/// <summary>Batch normalisation (Ioffe 2015), ε = 1e-5: with stored statistics, or with the batch's own, which are then followed.</summary>
/// <remarks>Parameters: <c>weight</c>, <c>bias</c>, <c>running_mean</c>, <c>running_var</c> [C], <c>num_batches_tracked</c> [].</remarks>
public sealed class BatchNormalization : Network<Tensor, Tensor>
{
    private readonly bool _isFrozen;

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

    /// <summary>Initializes a new instance of the <see cref="BatchNormalization"/> class that changes nothing yet.</summary>
    /// <param name="channels">C.</param>
    /// <param name="isFrozen">Whether the stored statistics count in training too.</param>
    public BatchNormalization(long channels, bool isFrozen)
        : base(nameof(BatchNormalization))
    {
        _isFrozen = isFrozen;
        _weight = new Parameter(ones([channels]));
        _bias = new Parameter(zeros([channels]));
        _mean = zeros([channels]);
        _variance = ones([channels]);
        _batches = tensor(0L);
        RegisterComponents();
    }

    /// <summary>Normalises [N, C, H, W] channel by channel.</summary>
    public override Tensor forward(Tensor input) =>
        nn.functional.batch_norm(input, _mean, _variance, _weight, _bias, training && !_isFrozen);
}

/// <summary>Makes group normalisations that start as they should.</summary>
internal static class GroupNormalization
{
    /// <summary>Normalises groups of channels; scale 1 and shift 0, which TorchSharp 0.107 leaves unset.</summary>
    public static GroupNorm Create(long groups, long channels, double epsilon = 1e-5)
    {
        var norm = nn.GroupNorm(groups, channels, epsilon);
        using var ungraded = no_grad();
        using var scope = NewDisposeScope(); // what operators in place return
        norm.weight!.fill_(1);
        norm.bias!.fill_(0);
        return norm;
    }
}
