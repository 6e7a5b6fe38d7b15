using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sair.Application.Models;
using Sair.Application.Photos;
using Sair.Data.Restorations;
using Sair.Engine.Engines;

namespace Sair.Web.Components.Results;

/// <summary>Lists in words everything that went into a result.</summary>
public static class Recipe
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>How the run went.</summary>
    /// <param name="engineId">The engine's id.</param>
    /// <param name="engine">The engine; null where it was taken out of the program.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="degradation">What was known of the face's degradation, as JSON; null where nothing was.</param>
    public static IEnumerable<(string Name, string Value)> Run(
        string engineId,
        EngineDescriptor? engine,
        Restoration result,
        string? degradation = null
    )
    {
        ArgumentNullException.ThrowIfNull(result);
        yield return ("Engine", engine?.DisplayName ?? engineId);
        yield return ("Iterations done", result.KeptEarly ? $"{result.Iterations}, stopped early" : $"{result.Iterations}");
        yield return (
            "Time",
            $"{Words.Duration(TimeSpan.FromSeconds(result.DurationSeconds))}, {1000 * result.SecondsPerIteration:0} ms an iteration"
        );
        if (FaceNotes.Parse(degradation)?.Side is { } side)
        {
            yield return ("Real size of the photo", $"taken as {side} pixels across the face");
        }

        yield return ("Picture", $"{result.Side} × {result.Side} pixels");
    }

    /// <summary>The options by the names and in the words of the form; what has no name there stands in the JSON only.</summary>
    public static IEnumerable<(string Name, string Value)> Options(EngineDescriptor? engine, Restoration result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var values = JsonNode.Parse(result.OptionsJson) as JsonObject ?? [];
        return engine is null
            ? []
            : OptionField
                .Of(engine.OptionsType)
                .Where(field => values.ContainsKey(field.Name))
                .Select(field => (field.Label, Say(field, values[field.Name])));
    }

    /// <summary>The model files with their hashes.</summary>
    public static IEnumerable<(string Name, string Value)> Models(Restoration result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Read(result.ModelHashesJson);
    }

    /// <summary>The software with its versions.</summary>
    public static IEnumerable<(string Name, string Value)> Software(Restoration result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Read(result.LibraryVersionsJson)
            .Select(line =>
                (
                    line.Name switch
                    {
                        "sair" => "Sair",
                        "dotnet" => ".NET",
                        "tensors" => "Tensor library",
                        "device" => "Device",
                        "memory" => "Memory use",
                        var other => other,
                    },
                    line.Value
                )
            );
    }

    /// <summary>All of it as programs read it.</summary>
    public static string Json(string engineId, Restoration result, string? degradation = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new JsonObject
        {
            ["engine"] = engineId,
            ["seed"] = result.Seed,
            ["degradation"] = degradation is null ? null : JsonNode.Parse(degradation),
            ["options"] = JsonNode.Parse(result.OptionsJson),
            ["models"] = JsonNode.Parse(result.ModelHashesJson),
            ["versions"] = JsonNode.Parse(result.LibraryVersionsJson),
        }.ToJsonString(s_indented);
    }

    private static string Say(OptionField field, JsonNode? value) =>
        (field.Kind, value) switch
        {
            (_, null) => "automatic",
            (OptionKind.Switch, _) => value.GetValue<bool>() ? "yes" : "no",
            (OptionKind.Choice, _) => value.ToString().ToLowerInvariant(),
            (OptionKind.Number, _) => value.GetValue<double>().ToString("0.######", CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };

    private static IEnumerable<(string Name, string Value)> Read(string json) =>
        (JsonNode.Parse(json) as JsonObject ?? []).Where(line => line.Value is not null).Select(line => (line.Key, line.Value!.ToString()));
}
