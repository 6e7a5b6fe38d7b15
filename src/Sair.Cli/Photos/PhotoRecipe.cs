using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sair.CommandLine;
using Sair.Engine.Engines;
using Sair.Engine.Weights;

namespace Sair.Cli.Photos;

/// <summary>Everything but the photo that a result depends on, as one hash: version, models, settings and the albums' content.</summary>
internal static class PhotoRecipe
{
    // Where files are and what is shown changes no result; albums count by their content, and masks belong to a single photo.
    private static readonly string[] s_without =
    [
        nameof(PhotoRequest.Input),
        nameof(PhotoRequest.Output),
        nameof(PhotoRequest.IsRecursive),
        nameof(PhotoRequest.Json),
        nameof(PhotoRequest.Albums),
        nameof(PhotoRequest.Masks),
        nameof(PhotoRequest.ShowsDegradation),
    ];

    private static readonly JsonSerializerOptions s_format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(), new ById(), new Whole(), new AsText() },
    };

    /// <summary>Computes the hash.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="albums">The photos of each album.</param>
    /// <param name="modelsFolder">The folder with the catalogs of models.</param>
    public static string Of(PhotoRequest request, IEnumerable<PhotoFolder> albums, string modelsFolder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Without the revision: a program that was built again is no other version.
        Append(hash, CommandServices.Version.Split('+')[0]);
        Append(hash, Describe(request).ToJsonString());
        string[] folders = [modelsFolder, UserModels.FolderOf(modelsFolder)];
        foreach (var catalog in folders.Select(folder => Path.Combine(folder, ModelCatalog.FileName)).Where(File.Exists))
        {
            Append(hash, HashOf(catalog));
        }

        foreach (var album in albums)
        {
            Append(hash, "album");
            foreach (var photo in album.Photos)
            {
                Append(hash, HashOf(photo));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Writes the settings that a result depends on.</summary>
    public static JsonObject Describe(PhotoRequest request) =>
        new(
            typeof(PhotoRequest)
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => !s_without.Contains(property.Name))
                .OrderBy(property => property.Name, StringComparer.Ordinal)
                .Select(property =>
                    KeyValuePair.Create(
                        property.Name,
                        JsonSerializer.SerializeToNode(property.GetValue(request), property.PropertyType, s_format)
                    )
                )
        );

    // Each part with its length, so that no two lists of parts read alike.
    private static void Append(IncrementalHash hash, string text)
    {
        hash.AppendData(Encoding.UTF8.GetBytes($"{text.Length}:"));
        hash.AppendData(Encoding.UTF8.GetBytes(text));
    }

    // A file that cannot be read is left out of the album as well.
    private static string HashOf(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private sealed class ById : JsonConverter<IRestorationEngine>
    {
        public override IRestorationEngine Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, IRestorationEngine value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Descriptor.Id);
    }

    // As what they are, not as the base that the request knows.
    private sealed class Whole : JsonConverter<EngineOptions>
    {
        private static readonly JsonSerializerOptions s_plain = new(JsonSerializerDefaults.Web)
        {
            Converters = { new JsonStringEnumConverter() },
        };

        public override EngineOptions Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, EngineOptions value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, value.GetType(), s_plain);
    }

    private sealed class AsText : JsonConverter<FaceSelection>
    {
        public override FaceSelection Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, FaceSelection value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
