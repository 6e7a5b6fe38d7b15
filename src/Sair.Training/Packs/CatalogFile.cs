using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sair.Training.Packs;

/// <summary>Adds or replaces entries of <c>catalog.json</c>.</summary>
public static class CatalogFile
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Records a model file with its size and hash.</summary>
    /// <param name="modelsFolder">The folder of the catalog.</param>
    /// <param name="id">Id of the model.</param>
    /// <param name="file">Path below the folder.</param>
    /// <param name="architecture">What the file holds.</param>
    /// <param name="licence">Licence words.</param>
    /// <param name="source">Where it comes from.</param>
    public static void Record(string modelsFolder, string id, string file, string architecture, string licence, string source)
    {
        var path = Path.Combine(modelsFolder, "catalog.json");
        var root = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!.AsObject() : new JsonObject { ["models"] = new JsonArray() };
        var models = root["models"]!.AsArray();
        var bytes = File.ReadAllBytes(Path.Combine(modelsFolder, file));
        var entry = new JsonObject
        {
            ["id"] = id,
            ["file"] = file,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            ["size"] = bytes.LongLength,
            ["format"] = "safetensors",
            ["architecture"] = architecture,
            ["licence"] = licence,
            ["source"] = source,
        };
        var known = models.FirstOrDefault(model => (string?)model?["id"] == id);
        if (known?["purpose"] is { } purpose)
        {
            entry["purpose"] = (string?)purpose;
        }

        if (known is null)
        {
            models.Add(entry);
        }
        else
        {
            models[models.IndexOf(known)] = entry;
        }

        File.WriteAllText(path, root.ToJsonString(Indented) + "\n");
    }
}
