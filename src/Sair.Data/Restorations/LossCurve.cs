using System.Text.Json;

namespace Sair.Data.Restorations;

/// <summary>The loss terms of a run in columns: far shorter as JSON than one object per iteration.</summary>
/// <param name="Index">The iterations, ascending.</param>
/// <param name="Terms">The weighted value of each term by name, one per iteration; null where the term was not active.</param>
/// <param name="Total">The sum of the weighted terms.</param>
/// <param name="Identity">The similarity to the references, −1–1; null where it was not measured.</param>
public sealed record LossCurve(
    IReadOnlyList<int> Index,
    IReadOnlyDictionary<string, IReadOnlyList<float?>> Terms,
    IReadOnlyList<float> Total,
    IReadOnlyList<float?> Identity
)
{
    /// <summary>Writes the curve as it is stored.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>Reads a stored curve.</summary>
    /// <exception cref="JsonException">The text is not a loss curve.</exception>
    public static LossCurve Parse(string json) =>
        JsonSerializer.Deserialize<LossCurve>(json, JsonSerializerOptions.Web) ?? throw new JsonException("A loss curve is an object.");
}
