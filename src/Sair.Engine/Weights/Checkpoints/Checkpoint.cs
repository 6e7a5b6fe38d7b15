using System.Runtime.InteropServices;
using Sair.Engine.Weights.Files;

namespace Sair.Engine.Weights.Checkpoints;

/// <summary>The networks of a file in any supported container: file → named tensors → networks of this program.</summary>
public sealed class Checkpoint : IDisposable
{
    private readonly WeightsContent _content;
    private readonly List<Tensor> _made = [];

    private Checkpoint(WeightsContent content) => _content = content;

    /// <summary>Gets the container of the file.</summary>
    public WeightsFormat Format => _content.Format;

    /// <summary>Gets the networks, at least one; each was built once, so that its parameters are known to fit.</summary>
    public IReadOnlyList<CheckpointPart> Parts { get; private set; } = [];

    /// <summary>
    /// Reads the networks that this program knows from a file; optimiser states, discriminators and the like are not read.
    /// </summary>
    /// <param name="path">The file: safetensors, PyTorch, NVlabs pickle, NumPy, TensorFlow.js manifest or ONNX.</param>
    /// <exception cref="WeightsFormatException">
    /// The file is malformed, holds no network that is known, or one of other sizes than its names promise;
    /// the message is one sentence.
    /// </exception>
    public static Checkpoint Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        WeightsContent content;
        IReadOnlyCollection<string> all = [];
        try
        {
            content = WeightsFile.Read(
                path,
                names =>
                {
                    all = names;
                    return Roots(names).SelectMany(root => root.Architecture.Names(names, root.Prefix));
                }
            );
        }
        catch (InvalidDataException failure)
        {
            throw new WeightsFormatException(path, failure.Message, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new WeightsFormatException(path, $"{path} cannot be opened: name a file that exists and may be read.", failure);
        }

        var checkpoint = new Checkpoint(content);
        try
        {
            checkpoint.Recognise(path, all);
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _content.Dispose();
        foreach (var tensor in _made)
        {
            tensor.Dispose();
        }
    }

    private static IEnumerable<(Architecture Architecture, string Prefix)> Roots(IReadOnlyCollection<string> names) =>
        from architecture in KnownArchitectures.All
        let prefix = architecture.FindPrefix(names)
        where prefix is not null
        select (architecture, prefix);

    // A network is built from the sizes of a few parameters: without this, a small file that claims millions of channels would
    // ask for terabytes. Real networks hold at least one parameter of about channels × channels.
    private static void CheckWidths(IReadOnlyCollection<Tensor> parameters)
    {
        const double allowance = 4;
        var largest = parameters.Max(value => value.numel());
        var widest = parameters
            .Where(value => value.ndim >= 2)
            .SelectMany(value => value.shape.Take(Math.Max(1, (int)value.ndim - 2)))
            .DefaultIfEmpty()
            .Max();
        if ((double)widest * widest > allowance * largest)
        {
            throw new InvalidOperationException($"a layer claims {widest} channels, which its parameters cannot be for");
        }
    }

    private void Recognise(string path, IReadOnlyCollection<string> names)
    {
        var file = Path.GetFileName(path);
        if (names.Any(KnownArchitectures.IsStyleGan3))
        {
            throw new WeightsFormatException(
                path,
                $"{file} is a StyleGAN3 network, which this program does not run: bring a StyleGAN2 network instead."
            );
        }

        var parts = new List<CheckpointPart>();
        foreach (var (architecture, prefix) in Roots(names))
        {
            using var scope = NewDisposeScope();
            try
            {
                var own = architecture
                    .Names(names, prefix)
                    .ToDictionary(name => architecture.ShortName(name, prefix), name => _content.Tensors[name], StringComparer.Ordinal);
                CheckWidths(own.Values);
                var parameters = architecture.Convert(own);
                // Tensors are equal where their values are.
                foreach (var made in parameters.Values.Where(value => !own.Values.Any(given => ReferenceEquals(given, value))))
                {
                    _made.Add(made.DetachFromDisposeScope());
                }

                var metadata = architecture.Metadata(_content.Metadata);
                parts.Add(new CheckpointPart(architecture.Id, architecture.Check(parameters, metadata), parameters, metadata));
            }
            catch (Exception failure)
                when (failure
                        is InvalidOperationException
                            or KeyNotFoundException
                            or ArgumentException
                            or IndexOutOfRangeException
                            or OverflowException
                            or ExternalException
                )
            {
                throw new WeightsFormatException(
                    path,
                    $"{file} looks like {architecture.Title} but does not fit it ({failure.Message.TrimEnd('.')}): get the file "
                        + "again, or one of the published architecture.",
                    failure
                );
            }
        }

        Parts =
            parts.Count > 0
                ? parts
                : throw new WeightsFormatException(
                    path,
                    $"{file} holds no network that this program knows ({names.Count} tensors, the first is "
                        + $"{names.FirstOrDefault() ?? "missing"}): it reads "
                        + $"{string.Join(", ", KnownArchitectures.All.Select(architecture => architecture.Title).Distinct())}."
                );
    }
}

/// <summary>One network of a checkpoint, recognised by the names of its parameters.</summary>
/// <param name="Architecture">Id of <see cref="KnownArchitectures"/>, for example <c>stylegan2</c>.</param>
/// <param name="Title">The same in words, with its sizes.</param>
/// <param name="Parameters">
/// Parameters on the processor under the names that this program's network reads; owned by the <see cref="Checkpoint"/>.
/// </param>
/// <param name="Metadata">What shapes do not tell, as strings, for the file that this program keeps.</param>
public sealed record CheckpointPart(
    string Architecture,
    string Title,
    IReadOnlyDictionary<string, Tensor> Parameters,
    IReadOnlyDictionary<string, string> Metadata
);
