using System.Text.Json;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Faces;

/// <summary>Pictures and what face-api says of them.</summary>
internal static class GoldenFaces
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "congress_A000055_335x410.png",
        "gan_male_512x512.png",
        "london_031_08_450x450.png",
        "sd3_collage_641x360.png",
        "sd3_female7_512x440.png",
    ];

    public static RgbImage Photo(string name) => ImageDecoder.Decode(File.ReadAllBytes(PathOf(name))).Image;

    public static IReadOnlyList<GoldenFace> Faces(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf("face-api.json")));
        return [.. document.RootElement.GetProperty(name).GetProperty("faces").EnumerateArray().Select(Read)];
    }

    private static GoldenFace Read(JsonElement face)
    {
        var box = face.GetProperty("box");
        return new GoldenFace(
            face.GetProperty("score").GetDouble(),
            new FaceBox(
                box.GetProperty("x").GetDouble(),
                box.GetProperty("y").GetDouble(),
                box.GetProperty("width").GetDouble(),
                box.GetProperty("height").GetDouble()
            ),
            [.. face.GetProperty("landmarks").EnumerateArray().Select(point => new FacePoint(point[0].GetDouble(), point[1].GetDouble()))],
            [.. face.GetProperty("descriptor").EnumerateArray().Select(value => value.GetSingle())],
            face.GetProperty("expressions").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetDouble())
        );
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Faces", "Fixtures", name);
}

internal sealed record GoldenFace(
    double Score,
    FaceBox Box,
    FacePoint[] Landmarks,
    float[] Descriptor,
    Dictionary<string, double> Expressions
);
