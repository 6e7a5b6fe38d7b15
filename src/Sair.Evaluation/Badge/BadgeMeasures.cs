using System.Text.Json;
using System.Text.Json.Serialization;
using Sair.Engine;

namespace Sair.Evaluation.Badge;

/// <summary>Everything that was measured for the badge.</summary>
/// <param name="Conditions">What was run on which machine, in sentences.</param>
/// <param name="Cases">The results.</param>
/// <param name="SamePerson">The judge's similarities of different photos of one person.</param>
/// <param name="DifferentPeople">The judge's similarities of photos of different people.</param>
internal sealed record BadgeMeasures(IReadOnlyList<string> Conditions, IReadOnlyList<BadgeCase> Cases, IReadOnlyList<double> SamePerson, IReadOnlyList<double> DifferentPeople)
{
    private static readonly JsonSerializerOptions s_format = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>Writes the measures as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, s_format);

    /// <summary>Reads measures that were kept.</summary>
    /// <exception cref="InvalidOptionsException">The file holds none.</exception>
    public static BadgeMeasures Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<BadgeMeasures>(File.ReadAllBytes(path), s_format) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException)
        {
            throw new InvalidOptionsException($"{path} holds no measures of this command: delete it or name another file by --cases.");
        }
    }
}
