using System.Text.Json;
using System.Text.Json.Serialization;
using Sair.Engine;
using Sair.Engine.Engines;

namespace Sair.Application.Models;

/// <summary>Writes and reads engine options as they are stored with requests and restorations.</summary>
public static class EngineOptionsJson
{
    /// <summary>The version of the layout that <see cref="Write"/> produces.</summary>
    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        IgnoreReadOnlyProperties = true,
    };

    /// <summary>Writes every option, defaults included.</summary>
    public static string Write(EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return JsonSerializer.Serialize(options, options.GetType(), s_json);
    }

    /// <summary>Reads options of an engine; an option that is not stored takes its default.</summary>
    /// <param name="descriptor">The engine.</param>
    /// <param name="json">What <see cref="Write"/> produced.</param>
    /// <param name="version">The version of the layout.</param>
    /// <exception cref="InvalidOptionsException">The text is damaged or from a newer version.</exception>
    public static EngineOptions Read(EngineDescriptor descriptor, string json, int version)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (version > CurrentVersion)
        {
            throw new InvalidOptionsException(
                $"The options were stored by a newer version of the program: update it, or make the request anew."
            );
        }

        try
        {
            return (EngineOptions?)JsonSerializer.Deserialize(json, descriptor.OptionsType, s_json)
                ?? throw new InvalidOptionsException("The stored options are empty: make the request anew.");
        }
        catch (JsonException exception)
        {
            throw new InvalidOptionsException(
                $"The stored options of {descriptor.DisplayName} cannot be read at {exception.Path ?? "their start"}: make the "
                    + "request anew."
            );
        }
    }
}
