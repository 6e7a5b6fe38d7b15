using TorchSharp;
using static TorchSharp.torch;

namespace Sair.Engine.Weights.Files;

/// <summary>Reads named tensors from a file of any supported container, told by its content and never by its name.</summary>
/// <remarks>
/// Nothing in a file is executed, every length is checked, and no file may ask for more than four times its own size in memory.
/// </remarks>
public static class WeightsFile
{
    /// <summary>Name of the one tensor of a file that holds a single array without a name.</summary>
    public const string OnlyArray = "array";

    private const int SignatureLength = 64;

    /// <summary>Reads a file; a TensorFlow.js manifest brings the data files beside it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="choose">Picks the tensors that are wanted; all where null.</param>
    /// <returns>Its tensors on the processor, outside every scope; the caller disposes them.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is of no supported container, truncated, malformed or hostile; the message is one sentence that names the file.
    /// </exception>
    public static WeightsContent Read(string path, WeightsChoice? choose = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return Read(stream, path, choose);
    }

    /// <summary>Reads from a seekable stream.</summary>
    /// <param name="stream">The content from its first byte.</param>
    /// <param name="name">Path or name for messages; the folder of a manifest's data files.</param>
    /// <param name="choose">As in the other overload.</param>
    /// <returns>As the other overload.</returns>
    /// <exception cref="InvalidDataException">As the other overload.</exception>
    public static WeightsContent Read(Stream stream, string name, WeightsChoice? choose = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            return Keep(Read(stream, name, Recognise(stream), choose), choose);
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException(
                $"{Path.GetFileName(name)} cannot be read as weights: {failure.Message.TrimEnd('.')}. Get the file again from where "
                    + "it is published.",
                failure
            );
        }
    }

    private static WeightsContent Read(Stream stream, string name, WeightsFormat format, WeightsChoice? choose)
    {
        var budget = new AllocationBudget(stream.Length);
        if (format == WeightsFormat.Safetensors)
        {
            stream.Position = 0;
            var (tensors, metadata) = SafetensorsFile.Read(stream);
            return new WeightsContent(format, tensors, metadata);
        }

        return format switch
        {
            WeightsFormat.TorchArchive => ZippedWeights.Read(stream, budget, choose),
            WeightsFormat.TorchPickle => PickledWeights.Read(stream, budget, choose),
            WeightsFormat.NumpyArray => NumpyFile.Read(stream, budget),
            WeightsFormat.Onnx => OnnxFile.Read(stream, budget),
            _ => TensorFlowManifest.Read(stream, name, budget),
        };
    }

    // Pickles are chosen from before they are read; of the others, which hold one network, the rest is dropped.
    private static WeightsContent Keep(WeightsContent content, WeightsChoice? choose)
    {
        if (choose is null || content.Format is WeightsFormat.TorchArchive or WeightsFormat.TorchPickle or WeightsFormat.NetworkPickle)
        {
            return content;
        }

        var wanted = choose(content.Tensors.Keys.ToList()).ToHashSet(StringComparer.Ordinal);
        foreach (var (_, dropped) in content.Tensors.Where(entry => !wanted.Contains(entry.Key)))
        {
            dropped.Dispose();
        }

        return content with
        {
            Tensors = content.Tensors.Where(entry => wanted.Contains(entry.Key)).ToDictionary(entry => entry.Key, entry => entry.Value),
        };
    }

    // Archives and pickles are told apart further by their readers.
    private static WeightsFormat Recognise(Stream stream)
    {
        Span<byte> start = stackalloc byte[SignatureLength];
        stream.Position = 0;
        start = start[..stream.ReadAtLeast(start, SignatureLength, throwOnEndOfStream: false)];
        return start switch
        {
            [] => throw new InvalidDataException("it is empty"),
            [(byte)'P', (byte)'K', 3, 4, ..] => WeightsFormat.TorchArchive,
            [0x80, <= 5, ..] => WeightsFormat.TorchPickle,
            [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..] => WeightsFormat.NumpyArray,
            [_, _, _, _, _, 0, 0, 0, (byte)'{', ..] => WeightsFormat.Safetensors,
            [0x08, < 0x80, ..] => WeightsFormat.Onnx,
            [(byte)'[' or (byte)'{', ..] => WeightsFormat.TensorFlowManifest,
            [(byte)'<', ..] => throw new InvalidDataException("it is a web page, not the file that was meant"),
            _ when start.StartsWith("version https://git-lfs"u8) => throw new InvalidDataException(
                "it is only a pointer of Git LFS, not the file itself"
            ),
            _ when start.StartsWith("BZh"u8) || start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]) => throw new InvalidDataException(
                "it is compressed; unpack it first"
            ),
            _ => throw new InvalidDataException("it is of no known kind (safetensors, PyTorch, NVlabs pickle, NumPy, TensorFlow.js, ONNX)"),
        };
    }
}

/// <summary>What a weights file holds; owns its tensors.</summary>
/// <param name="Format">The container.</param>
/// <param name="Tensors">
/// Tensors on the processor by name; the names of nested dictionaries are joined by points, as in <c>g_ema.conv1.bias</c>.
/// </param>
/// <param name="Metadata">Short strings, numbers and truth values that stood beside the tensors, by name.</param>
public sealed record WeightsContent(
    WeightsFormat Format,
    IReadOnlyDictionary<string, Tensor> Tensors,
    IReadOnlyDictionary<string, string> Metadata
) : IDisposable
{
    /// <summary>Frees the tensors; to be left out where somebody else took them over.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}

/// <summary>The containers of weights that <see cref="WeightsFile"/> reads.</summary>
public enum WeightsFormat
{
    /// <summary>The safetensors container.</summary>
    Safetensors,

    /// <summary>A PyTorch archive (<c>torch.save</c> since version 1.6).</summary>
    TorchArchive,

    /// <summary>A PyTorch file of the older, plain pickle form.</summary>
    TorchPickle,

    /// <summary>A network pickle of stylegan2-ada-pytorch and its successors.</summary>
    NetworkPickle,

    /// <summary>One NumPy array (<c>.npy</c>).</summary>
    NumpyArray,

    /// <summary>An archive of NumPy arrays (<c>.npz</c>).</summary>
    NumpyArchive,

    /// <summary>A TensorFlow.js weights manifest with its data files beside it.</summary>
    TensorFlowManifest,

    /// <summary>The initialisers of an ONNX model.</summary>
    Onnx,
}

/// <summary>Picks the tensors that are wanted of a file, so that optimiser states and discriminators need not be read.</summary>
/// <param name="names">All names of the file.</param>
/// <returns>Those to read.</returns>
public delegate IEnumerable<string> WeightsChoice(IReadOnlyCollection<string> names);
