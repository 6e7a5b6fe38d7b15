using Sair.Engine.Faces;
using Sair.Engine.Weights.Files;

namespace Sair.Engine.Weights;

/// <summary>Turns the networks of the npm package <c>@vladmandic/face-api</c> into one safetensors file each.</summary>
public static class FaceApiImporter
{
    /// <summary>Converts all four networks without loss: bytes stay bytes, see <see cref="FaceApiManifestReader"/>.</summary>
    /// <param name="packageFolder">The package's <c>model</c> folder.</param>
    /// <param name="outputFolder">
    /// Receives <c>ID.safetensors</c> for each of <see cref="KnownFaceModels.PackageNames"/>; made if missing.
    /// </param>
    /// <returns>The paths written.</returns>
    /// <exception cref="WeightsFormatException">A file of the package is missing or malformed.</exception>
    public static IReadOnlyList<string> Import(string packageFolder, string outputFolder)
    {
        Directory.CreateDirectory(outputFolder);
        var written = new List<string>();
        foreach (var (id, network) in KnownFaceModels.PackageNames)
        {
            using var scope = torch.NewDisposeScope();
            var path = Path.Combine(outputFolder, id + ".safetensors");
            SafetensorsFile.Write(
                path,
                FaceApiManifestReader.Read(packageFolder, network),
                new Dictionary<string, string>
                {
                    ["architecture"] = network,
                    ["source"] = "npm package @vladmandic/face-api",
                    ["licence"] = "MIT",
                }
            );
            written.Add(path);
        }

        return written;
    }
}

/// <summary>
/// Reads the network files of the npm package <c>@vladmandic/face-api</c>: a TensorFlow.js manifest beside raw,
/// mostly 8-bit, parameters.
/// </summary>
/// <remarks>
/// A quantised parameter q stands for q · scale + min. It is kept as unsigned bytes under its own name, with scale and min under
/// the name followed by <see cref="QuantizationSuffix"/>, so nothing is lost and files stay small. Shapes and order of
/// dimensions are TensorFlow's.
/// </remarks>
public static class FaceApiManifestReader
{
    /// <summary>Ends the name of the pair [scale, min] of a quantised parameter.</summary>
    public const string QuantizationSuffix = TensorFlowManifest.QuantizationSuffix;

    private const string ManifestSuffix = "-weights_manifest.json";

    /// <summary>Reads the parameters of one network.</summary>
    /// <param name="folder">The package's <c>model</c> folder.</param>
    /// <param name="network">File name without ending, for example <c>face_recognition_model</c>.</param>
    /// <returns>
    /// Byte or single-precision tensors, and [2] double pairs for quantised ones; the caller disposes them. Graph constants, which
    /// no layer reads, are left out.
    /// </returns>
    /// <exception cref="WeightsFormatException">
    /// A file is missing, malformed, or holds more or fewer bytes than the manifest lists.
    /// </exception>
    public static Dictionary<string, Tensor> Read(string folder, string network)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(network);
        var path = Path.Combine(folder, network + ManifestSuffix);
        try
        {
            var tensors = WeightsFile.Read(path).Tensors;
            var constants = tensors.Where(entry => entry.Value.ndim == 0).Select(entry => entry.Key).ToHashSet();
            foreach (var name in constants)
            {
                tensors[name].Dispose();
                if (tensors.TryGetValue(name + QuantizationSuffix, out var pair))
                {
                    pair.Dispose();
                }
            }

            return tensors
                .Where(entry => !constants.Contains(entry.Key) && !IsPairOf(entry.Key, constants))
                .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        }
        catch (InvalidDataException failure)
        {
            throw new WeightsFormatException(
                path,
                $"{path} is no complete network ({failure.InnerException?.Message ?? failure.Message}); unpack the npm package again.",
                failure
            );
        }
        catch (IOException failure)
        {
            throw new WeightsFormatException(
                path,
                $"{path} cannot be read; give the model folder of the npm package @vladmandic/face-api.",
                failure
            );
        }
    }

    private static bool IsPairOf(string name, HashSet<string> constants) =>
        name.EndsWith(QuantizationSuffix, StringComparison.Ordinal) && constants.Contains(name[..^QuantizationSuffix.Length]);
}
