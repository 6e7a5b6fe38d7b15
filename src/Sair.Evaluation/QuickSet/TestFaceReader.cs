using Sair.Engine;
using Sair.Engine.Imaging;

namespace Sair.Evaluation.QuickSet;

/// <summary>One person of an evaluation set.</summary>
/// <param name="Person">The name of the person's folder.</param>
/// <param name="Truth">The face square that was degraded.</param>
/// <param name="Degraded">What is to be restored.</param>
/// <param name="References">Other face squares of the person; empty where restoration goes without.</param>
/// <param name="StrangersReferences">As many face squares of somebody else, for the control.</param>
public sealed record TestFace(
    string Person,
    RgbImage Truth,
    RgbImage Degraded,
    IReadOnlyList<RgbImage> References,
    IReadOnlyList<RgbImage> StrangersReferences
);

/// <summary>Reads an evaluation set: one folder per person, each with at least two aligned face squares.</summary>
/// <remarks>The rule is fixed: people in the order of their names; the first photo by name is the truth, the next ones are the references;
/// the stranger is the next person.</remarks>
public static class TestFaceReader
{
    // Any odd number keeps the draws of neighbouring people and seeds apart.
    private const int SeedStride = 7919;

    /// <summary>Reads and degrades.</summary>
    /// <param name="directory">The set, or a folder with the set in <c>lfw</c>.</param>
    /// <param name="people">How many people, at least 1.</param>
    /// <param name="scale">The factor of reduction.</param>
    /// <param name="seed">The seed of variance and noise; each person has draws of its own.</param>
    /// <param name="references">References per person, at least 1.</param>
    /// <exception cref="InvalidOptionsException">The folder does not hold that many people with that many photos, or their sides do not fit
    /// the factor.</exception>
    public static IReadOnlyList<TestFace> Read(string directory, int people, int scale, int seed, int references = 1)
    {
        var inner = Path.Combine(directory, "lfw");
        var folders = FoldersOf(Directory.Exists(inner) ? inner : directory, people, references + 1);
        var pictures = folders.ConvertAll(folder => folder.Photos.Select(ReadImage).ToList());
        var faces = new List<TestFace>();
        for (var i = 0; i < folders.Count; i++)
        {
            var truth = pictures[i][0];
            if (truth.Width != truth.Height || truth.Width % scale != 0)
            {
                throw new InvalidOptionsException(
                    $"{folders[i].Photos[0]} has {truth.Width}×{truth.Height} pixels, which cannot be reduced by {scale}: choose "
                        + $"another --scale."
                );
            }

            var degraded = SyntheticDegradation.Apply(truth, scale, new Random((seed * SeedStride) + i));
            faces.Add(new TestFace(folders[i].Name, truth, degraded, pictures[i][1..], pictures[(i + 1) % pictures.Count][1..]));
        }

        return faces;
    }

    private static List<(string Name, string[] Photos)> FoldersOf(string directory, int people, int photos)
    {
        if (!Directory.Exists(directory))
        {
            throw new InvalidOptionsException($"There is no folder {directory}: name the evaluation set by --data DIR.");
        }

        var folders = Directory
            .GetDirectories(directory)
            .Where(folder => !PhotoFileName.IsHidden(folder))
            .Order(StringComparer.Ordinal)
            .Select(folder =>
                (
                    Name: Path.GetFileName(folder),
                    Photos: Directory.GetFiles(folder).Where(IsPhoto).Order(StringComparer.Ordinal).Take(photos).ToArray()
                )
            )
            .Where(folder => folder.Photos.Length == photos)
            .Take(people)
            .ToList();
        return folders.Count == people
            ? folders
            : throw new InvalidOptionsException(
                $"{directory} holds {folders.Count} people with {photos} photos or more, not {people}: choose fewer by --people."
            );
    }

    private static bool IsPhoto(string path) => PhotoFileName.IsPhoto(path) && !PhotoFileName.IsHidden(path);

    private static RgbImage ReadImage(string path)
    {
        try
        {
            return ImageDecoder.Decode(File.ReadAllBytes(path)).Image;
        }
        catch (InvalidImageException failure)
        {
            throw new InvalidImageException($"{path}: {failure.Message}", failure);
        }
    }
}
