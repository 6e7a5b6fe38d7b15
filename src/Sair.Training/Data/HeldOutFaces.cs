using Sair.Engine;
using Sair.Engine.Imaging;

namespace Sair.Training.Data;

/// <summary>Reads the faces of a data folder that no training learns from: what settings are chosen on.</summary>
public static class HeldOutFaces
{
    /// <summary>Reads one photo of each of some people, evenly from every collection.</summary>
    /// <param name="folder">The data folder, or the file that <see cref="PackedFaces"/> wrote.</param>
    /// <param name="people">How many people.</param>
    /// <param name="side">Side of the pictures in pixels.</param>
    /// <exception cref="InvalidOptionsException">The list holds fewer people out.</exception>
    public static IReadOnlyList<(FaceSource Face, RgbImage Picture)> Read(string folder, int people, int side)
    {
        var heldOut = FaceIndex.Read(folder, []).Where(FaceIndex.IsValidation).DistinctBy(face => face.Person).ToList();
        if (heldOut.Count < people)
        {
            throw new InvalidOptionsException($"{folder} holds {heldOut.Count} people out, not {people}: choose fewer by --people.");
        }

        using var files = FaceFiles.Open(folder);
        return [.. heldOut.GroupBy(face => face.Source)
            .SelectMany(collection => collection.Select((face, rank) => (Face: face, Rank: rank)))
            .OrderBy(entry => entry.Rank)
            .Take(people)
            .Select(entry => (entry.Face, files.Read(entry.Face, side)))];
    }
}
