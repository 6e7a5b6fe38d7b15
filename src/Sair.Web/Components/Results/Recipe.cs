using System.Text.Json;
using Sair.Data.Requests;
using Sair.Data.Restorations;

namespace Sair.Web.Components.Results;

/// <summary>Lists everything that went into a result.</summary>
internal static class Recipe
{
    public static IEnumerable<(string Name, string Value)> Lines(HistoryEntry entry, Restoration result)
    {
        yield return ("Engine", entry.EngineId);
        yield return ("Iterations", result.KeptEarly ? $"{result.Iterations}, stopped early" : $"{result.Iterations}");
        yield return ("Time", $"{Words.Duration(TimeSpan.FromSeconds(result.DurationSeconds))}, {1000 * result.SecondsPerIteration:0} ms an iteration");
        foreach (var (name, value) in Read(result.OptionsJson))
        {
            yield return ($"Option {name}", value);
        }

        foreach (var (model, hash) in Read(result.ModelHashesJson))
        {
            yield return ($"Model {model}", hash);
        }

        foreach (var (library, version) in Read(result.LibraryVersionsJson))
        {
            yield return (library, version);
        }
    }

    private static IEnumerable<(string Name, string Value)> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null).Select(property => (property.Name, property.Value.ToString()))];
    }
}
