using System.Text.Json;
using System.Text.Json.Nodes;
using Sair.Engine.Engines;

namespace Sair.Application.Models;

/// <summary>An engine with the options that a user sets for it.</summary>
public sealed class EngineChoice
{
    private const string PackName = "pack";

    private string _presetJson = "";

    /// <summary>Begins with the balanced preset, or with the engine's defaults.</summary>
    public EngineChoice(EngineDescriptor engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Descriptor = engine;
        Fields = OptionField.Of(Descriptor.OptionsType);
        Presets =
            Descriptor.Presets.Count > 0
                ? Descriptor.Presets
                :
                [
                    new EnginePreset(
                        EnginePreset.Balanced,
                        "The engine's own defaults.",
                        (EngineOptions)Activator.CreateInstance(Descriptor.OptionsType)!
                    ),
                ];
        Take(Presets.FirstOrDefault(preset => preset.Name == EnginePreset.Balanced) ?? Presets[0]);
    }

    /// <summary>The engine.</summary>
    public EngineDescriptor Descriptor { get; }

    /// <summary>The options that a form shows.</summary>
    public IReadOnlyList<OptionField> Fields { get; }

    /// <summary>The presets to choose from; at least one.</summary>
    public IReadOnlyList<EnginePreset> Presets { get; }

    /// <summary>The options by JSON name; the form writes into it.</summary>
    public JsonObject Values { get; private set; } = [];

    /// <summary>The preset that the options were last taken from.</summary>
    public EnginePreset Preset { get; private set; } = null!;

    /// <summary>Whether an option differs from the preset.</summary>
    public bool IsChanged => Write(Values) != _presetJson;

    /// <summary>The pack of models; null for the embedded one. Presets leave it as it is.</summary>
    public string? Pack
    {
        get => (string?)Values[PackName];
        set => Values[PackName] = value;
    }

    /// <summary>Whether the engine restores faces of which there are no good photos.</summary>
    public bool WorksBlind => Descriptor.MinimumReferences == 0;

    /// <summary>The name to keep with the request; null once an option was changed, and where the engine has no presets.</summary>
    public string? PresetName => IsChanged || Descriptor.Presets.Count == 0 ? null : Preset.Name;

    /// <summary>How many iterations are asked for; null where the engine has no such option.</summary>
    public int? Iterations => Values["iterations"] is JsonValue value && value.TryGetValue<int>(out var iterations) ? iterations : null;

    /// <summary>Takes all options of a preset but the pack.</summary>
    public void Take(EnginePreset preset)
    {
        ArgumentNullException.ThrowIfNull(preset);
        Preset = preset;
        var pack = Pack;
        Values = (JsonObject)JsonNode.Parse(EngineOptionsJson.Write(preset.Options))!;
        _presetJson = Write(Values);
        Pack = pack ?? Pack;
    }

    /// <summary>Takes options over from an earlier run.</summary>
    public void Take(EngineOptions options) => Values = (JsonObject)JsonNode.Parse(EngineOptionsJson.Write(options))!;

    /// <summary>What a tab keeps of the choice.</summary>
    public KeptChoice Keep() => new(Descriptor.Id, Preset.Name, Values.ToJsonString());

    /// <summary>Takes a kept choice of this engine up again, as far as it can still be used.</summary>
    public void Take(KeptChoice kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        var (preset, values) = (Preset, Values);
        Take(Presets.FirstOrDefault(known => known.Name == kept.Preset) ?? preset);
        try
        {
            Values = JsonNode.Parse(kept.OptionsJson) as JsonObject ?? Values;
            ReadOptions();
        }
        catch (Exception exception) when (exception is JsonException or Engine.InvalidOptionsException)
        {
            Take(preset);
            Values = values;
        }
    }

    /// <exception cref="Engine.InvalidOptionsException">A value cannot be read; the message says which.</exception>
    public EngineOptions ReadOptions() => EngineOptionsJson.Read(Descriptor, Values.ToJsonString(), EngineOptionsJson.CurrentVersion);

    private static string Write(JsonObject values)
    {
        var options = (JsonObject)values.DeepClone();
        options.Remove(PackName);
        return options.ToJsonString();
    }
}

/// <summary>An engine with its options, as a tab keeps them.</summary>
/// <param name="EngineId">The engine.</param>
/// <param name="Preset">The preset that the options were last taken from.</param>
/// <param name="OptionsJson">The options by JSON name.</param>
public sealed record KeptChoice(string EngineId, string Preset, string OptionsJson);
