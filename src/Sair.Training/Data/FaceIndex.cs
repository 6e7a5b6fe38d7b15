using System.Security.Cryptography;
using System.Text;
using Microsoft.VisualBasic.FileIO;
using Sair.Engine;
using Sair.Engine.Imaging;

namespace Sair.Training.Data;

/// <summary>Reads the list of a data folder and splits it by person.</summary>
public static class FaceIndex
{
    /// <summary>One person in this many goes to the validation side.</summary>
    public const int ValidationShare = 20;

    /// <summary>Reads <c>sources.csv</c> (columns <c>file</c> and <c>cluster</c> are used).</summary>
    /// <param name="folder">The data folder, or the file that <see cref="PackedFaces"/> wrote.</param>
    /// <param name="sources">Collections to keep; empty keeps all.</param>
    /// <exception cref="FileNotFoundException">The folder has no list.</exception>
    /// <exception cref="InvalidDataException">A named collection does not occur.</exception>
    public static IReadOnlyList<FaceSource> Read(string folder, IReadOnlyCollection<string> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        using var files = FaceFiles.Open(folder);
        using var list = files.OpenList();
        using var parser = new TextFieldParser(list) { TextFieldType = FieldType.Delimited, HasFieldsEnclosedInQuotes = true };
        parser.SetDelimiters(",");
        var header = parser.ReadFields() ?? [];
        var fileColumn = Array.IndexOf(header, "file");
        var clusterColumn = Array.IndexOf(header, "cluster");
        var faces = new List<FaceSource>();
        while (parser.ReadFields() is { } fields)
        {
            var file = fields[fileColumn];
            var cluster = clusterColumn < 0 ? string.Empty : fields[clusterColumn];
            faces.Add(new FaceSource(file, file.Split('/')[0], cluster.Length > 0 ? $"cluster {cluster}" : file));
        }

        var unknown = sources.Except(faces.Select(face => face.Source)).ToList();
        if (unknown.Count > 0)
        {
            var known = string.Join(", ", faces.Select(face => face.Source).Distinct());
            throw new InvalidDataException($"The list has no source {string.Join(", ", unknown)}; it has {known}.");
        }

        return sources.Count == 0 ? faces : [.. faces.Where(face => sources.Contains(face.Source))];
    }

    /// <summary>Tells which side a picture is on; the same for ever, because it depends on the person alone.</summary>
    public static bool IsValidation(FaceSource face)
    {
        ArgumentNullException.ThrowIfNull(face);
        return SHA256.HashData(Encoding.UTF8.GetBytes(face.Person))[0] % ValidationShare == 0;
    }
}

/// <summary>One picture of the training set.</summary>
/// <param name="File">Path relative to the data folder.</param>
/// <param name="Source">First folder of the path: the collection that it comes from.</param>
/// <param name="Person">Pictures with the same value may show the same person and stay on the same side of the split.</param>
public sealed record FaceSource(string File, string Source, string Person);

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
        return
        [
            .. heldOut
                .GroupBy(face => face.Source)
                .SelectMany(collection => collection.Select((face, rank) => (Face: face, Rank: rank)))
                .OrderBy(entry => entry.Rank)
                .Take(people)
                .Select(entry => (entry.Face, files.Read(entry.Face, side))),
        ];
    }
}
