using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Album;

/// <summary>One person with an album.</summary>
/// <param name="Face">The face to restore; its wrong reference is the first picture of the stranger's album.</param>
/// <param name="Photos">Other face squares of the person.</param>
/// <param name="StrangersPhotos">Face squares of somebody else, for the control.</param>
public sealed record AlbumFace(TestFace Face, IReadOnlyList<RgbImage> Photos, IReadOnlyList<RgbImage> StrangersPhotos);

/// <summary>Reads an evaluation set with albums: one folder per person; the first photo by name is the truth, the next ones are the album.</summary>
public static class AlbumFaceReader
{
    // Any odd number keeps the draws of neighbouring people and seeds apart.
    private const int SeedStride = 7919;

    /// <summary>Reads and degrades.</summary>
    /// <param name="directory">The set, or a folder with the set in <c>lfw</c>.</param>
    /// <param name="people">How many people, in the order of their names.</param>
    /// <param name="photos">Photos per album.</param>
    /// <param name="scale">The factor of reduction.</param>
    /// <param name="seed">The seed of variance and noise; each person has draws of its own.</param>
    /// <exception cref="InvalidOptionsException">The folder does not hold that many people with that many photos.</exception>
    public static IReadOnlyList<AlbumFace> Read(string directory, int people, int photos, int scale, int seed)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var inner = Path.Combine(directory, "lfw");
        var root = Directory.Exists(inner) ? inner : directory;
        var folders = !Directory.Exists(root) ? [] : Directory.GetDirectories(root)
            .Order(StringComparer.Ordinal)
            .Select(folder => (Name: Path.GetFileName(folder), Files: Directory.GetFiles(folder).Order(StringComparer.Ordinal).Take(photos + 1).ToList()))
            .Where(folder => folder.Files.Count == photos + 1)
            .Take(people)
            .ToList();
        if (folders.Count < people)
        {
            throw new InvalidOptionsException($"{directory} holds {folders.Count} people with {photos + 1} photos or more, not {people}: choose fewer by --people or --photos.");
        }

        var pictures = folders.ConvertAll(folder => folder.Files.ConvertAll(file => ImageDecoder.Decode(File.ReadAllBytes(file)).Image));
        return [.. folders.Select((folder, i) =>
        {
            var stranger = pictures[(i + 1) % pictures.Count];
            var truth = pictures[i][0];
            if (truth.Width != truth.Height || truth.Width % scale != 0)
            {
                throw new InvalidOptionsException($"{folder.Files[0]} has {truth.Width}×{truth.Height} pixels, which cannot be reduced by {scale}: choose another --scale.");
            }

            var degraded = SyntheticDegradation.Apply(truth, scale, new Random((seed * SeedStride) + i));
            return new AlbumFace(new TestFace(folder.Name, truth, degraded, pictures[i][1], stranger[1]), pictures[i][1..], stranger[1..]);
        })];
    }
}
