using System.Text;
using Sair.Engine;
using Sair.Engine.Imaging;

namespace Sair.Training.Enlargement;

/// <summary>Reads good photos and parts them by person: one half is fitted on, the other measures.</summary>
public static class PersonHalves
{
    private static readonly string[] s_endings = [".jpg", ".jpeg", ".png", ".webp"];

    /// <summary>Reads the photos of one half.</summary>
    /// <param name="folders">A folder per person in each, or photos without folders, each of a person of its own.</param>
    /// <param name="isMeasuring">Whether the half that measures is read.</param>
    /// <param name="most">The most photos, evenly from all people of the half; all by default.</param>
    /// <exception cref="InvalidOptionsException">There is no such folder, or no photo.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> folders, bool isMeasuring, int most = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(folders);
        if (folders.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
        {
            throw new InvalidOptionsException($"There is no folder {missing}: name one with good photos, a folder per person.");
        }

        var files = folders.SelectMany(folder =>
            Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => s_endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Select(file => (File: file, Person: PersonOf(folder, file)))
        );
        var half = files
            .Where(file => IsMeasuring(file.Person) == isMeasuring)
            .GroupBy(file => file.Person)
            .SelectMany(person =>
                person
                    .OrderBy(file => file.File, StringComparer.Ordinal)
                    .Select((file, rank) => (file.File, Rank: rank, Order: Hash(file.Person)))
            )
            .OrderBy(file => file.Rank)
            .ThenBy(file => file.Order)
            .Take(most)
            .Select(file => file.File)
            .ToList();
        return half.Count > 0
            ? half
            : throw new InvalidOptionsException(
                $"{string.Join(", ", folders)}: no photo of the half that {(isMeasuring ? "measures" : "is fitted on")}."
            );
    }

    /// <summary>Reads a photo.</summary>
    public static RgbImage Read(string file) => ImageDecoder.Decode(File.ReadAllBytes(file)).Image;

    private static bool IsMeasuring(string person) => Hash(person) % 2 == 1;

    private static string PersonOf(string folder, string file)
    {
        var inside = Path.GetRelativePath(folder, file);
        return Path.GetDirectoryName(inside) is { Length: > 0 } person ? person : inside;
    }

    // FNV-1a: the same on every machine and in every version. Its lowest bit alone would be the parity of the letters.
    private static uint Hash(string text)
    {
        var hash = Encoding.UTF8.GetBytes(text).Aggregate(2166136261u, (sum, letter) => (sum ^ letter) * 16777619u);
        return (hash ^ (hash >> 15)) >> 3;
    }
}
