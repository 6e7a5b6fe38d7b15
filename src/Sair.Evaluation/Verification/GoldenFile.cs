using System.Text.Json;
using Sair.Engine.Weights.Files;

namespace Sair.Evaluation.Verification;

/// <summary>One golden file with its side-car: parameters, inputs, expected outputs and gradients, hyper-parameters, tolerances.</summary>
public sealed class GoldenFile : IDisposable
{
    private const string ParameterPrefix = "param.";

    private readonly Dictionary<string, Tensor> _tensors;
    private readonly JsonDocument _sideCar;

    private GoldenFile(Dictionary<string, Tensor> tensors, JsonDocument sideCar, Device device)
    {
        Device = device;
        _tensors = tensors;
        _sideCar = sideCar;
    }

    /// <summary>Gets where the tensors are, and the networks of the case belong.</summary>
    public Device Device { get; }

    /// <summary>Gets the case's name.</summary>
    public string Case => _sideCar.RootElement.GetProperty("case").GetString()!;

    /// <summary>Gets the hyper-parameters.</summary>
    public JsonElement Hyper => _sideCar.RootElement.GetProperty("hyper");

    /// <summary>Gets the names of everything that must be recomputed.</summary>
    public IEnumerable<string> Expected =>
        _tensors.Keys.Where(name =>
            name.StartsWith("out.", StringComparison.Ordinal) || name.StartsWith("grad.", StringComparison.Ordinal)
        );

    /// <summary>Gets a tensor by its full name.</summary>
    public Tensor this[string name] =>
        _tensors.TryGetValue(name, out var tensor) ? tensor : throw new InvalidDataException($"{Case} has no tensor {name}.");

    /// <summary>Opens a file; its side-car lies beside it with the extension .json.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where to compute; null for the processor.</param>
    /// <exception cref="InvalidDataException">The file or its side-car is malformed or missing.</exception>
    public static GoldenFile Open(string path, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var sideCarPath = System.IO.Path.ChangeExtension(path, ".json");
        if (!File.Exists(sideCarPath))
        {
            throw new InvalidDataException($"{sideCarPath} is missing: it holds the tolerances of {System.IO.Path.GetFileName(path)}.");
        }

        JsonDocument sideCar;
        try
        {
            sideCar = JsonDocument.Parse(File.ReadAllText(sideCarPath));
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{sideCarPath} is no JSON.", failure);
        }

        var tensors = Read(path);
        if (sideCar.RootElement.TryGetProperty("params_from", out var other) && other.GetString() is { } otherCase)
        {
            var borrowed = Read(
                System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!, otherCase + ".safetensors")
            );
            foreach (var (name, value) in borrowed)
            {
                if (!name.StartsWith(ParameterPrefix, StringComparison.Ordinal) || !tensors.TryAdd(name, value))
                {
                    value.Dispose();
                }
            }
        }

        var place = device ?? CPU;
        foreach (var (name, value) in place.type == DeviceType.CPU ? [] : tensors.ToList())
        {
            tensors[name] = value.to(place).DetachFromDisposeScope();
            value.Dispose();
        }

        return new GoldenFile(tensors, sideCar, place);
    }

    /// <summary>Gets the parameters below a prefix, by their checkpoint names.</summary>
    /// <param name="prefix">For example <c>generator.</c>; empty for all.</param>
    public Dictionary<string, Tensor> Parameters(string prefix = "")
    {
        var start = ParameterPrefix + prefix;
        return _tensors
            .Where(entry => entry.Key.StartsWith(start, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[start.Length..], entry => entry.Value);
    }

    /// <summary>Gets the largest allowed absolute error; 0 where the side-car names none (integers).</summary>
    public double Tolerance(string name) =>
        _sideCar.RootElement.GetProperty("suggested_abs_tolerance").TryGetProperty(name, out var tolerance)
        && tolerance.ValueKind == JsonValueKind.Number
            ? tolerance.GetDouble()
            : 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _sideCar.Dispose();
        foreach (var value in _tensors.Values)
        {
            value.Dispose();
        }
    }

    private static Dictionary<string, Tensor> Read(string path)
    {
        try
        {
            return SafetensorsFile.Read(path).Tensors;
        }
        catch (IOException failure)
        {
            throw new InvalidDataException($"{path} cannot be read: {failure.Message}", failure);
        }
    }
}
