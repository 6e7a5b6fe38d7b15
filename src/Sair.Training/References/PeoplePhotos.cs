using Sair.Training.Data;

namespace Sair.Training.References;

/// <summary>Aligned photos of people, several of each.</summary>
/// <param name="Pictures">The photos in memory.</param>
/// <param name="People">For each person the numbers of the photos, at least two.</param>
public sealed record PeoplePhotos(FacePictures Pictures, IReadOnlyList<IReadOnlyList<int>> People)
{
    /// <summary>Name of the list: one line per photo, <c>person/photo,…</c>, without a header.</summary>
    public const string ListName = "faces.csv";

    private const string Extension = ".webp";

    /// <summary>Reads the people of one side of the split.</summary>
    /// <param name="folder">Holds <see cref="ListName"/> and a folder of WebP files for each person.</param>
    /// <param name="isValidation">Whether to read the held-out people (<see cref="FaceIndex.IsValidation"/>) or the others.</param>
    /// <param name="side">Side to keep in pixels.</param>
    /// <param name="cacheFolder">Where the decoded pixels are kept for the next start.</param>
    /// <param name="cancellationToken">Stops between pictures.</param>
    /// <exception cref="FileNotFoundException">The folder has no list.</exception>
    /// <exception cref="InvalidDataException">Nobody has two photos.</exception>
    public static PeoplePhotos Load(string folder, bool isValidation, int side, string cacheFolder, CancellationToken cancellationToken)
    {
        var list = Path.Combine(folder, ListName);
        if (!File.Exists(list))
        {
            throw new FileNotFoundException($"{folder} has no {ListName}: name the folder that holds a folder of aligned photos for each person.", list);
        }

        var faces = File.ReadLines(list)
            .Select(line => line.Split(',', 2)[0])
            .Select(name => new FaceSource(name + Extension, Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), name.Split('/')[0]))
            .Where(face => FaceIndex.IsValidation(face) == isValidation && File.Exists(Path.Combine(folder, face.File)))
            .GroupBy(face => face.Person)
            .Where(person => person.Count() > 1)
            .SelectMany(person => person)
            .ToList();
        if (faces.Count == 0)
        {
            throw new InvalidDataException($"{folder} holds nobody with two photos.");
        }

        var people = faces.Select((face, number) => (face.Person, number))
            .GroupBy(entry => entry.Person, entry => entry.number)
            .Select(group => (IReadOnlyList<int>)[.. group])
            .ToList();
        return new PeoplePhotos(FacePictures.Load(folder, faces, side, balance: 0, cacheFolder, cancellationToken), people);
    }
}
