using Sair.Engine.Degradations;
using Sair.Training.Codebooks;
using Sair.Training.Data;

namespace Sair.Training.References;

/// <summary>Draws photos with references of the same person.</summary>
/// <param name="options">Shares and sizes.</param>
/// <param name="people">People with several photos.</param>
/// <param name="singles">People with one.</param>
internal sealed class PersonBatches(ReferenceTrainingOptions options, PeoplePhotos people, FacePictures singles)
{
    private const double BlindShare = 0.4;
    private const double ResavedShare = 0.15;
    private const double LargestReduction = 20;
    private const double SmallestReduction = 2.5;
    private const double LargestVariance = 0.003;
    private const double LargestEnlargement = 6;
    private const int LeastSide = 8;

    /// <summary>Draws one batch.</summary>
    /// <param name="random">Source of the draws.</param>
    public PersonBatch Draw(Random random)
    {
        using var scope = NewDisposeScope();
        var known = (int)Math.Clamp(Math.Round((options.Batch * options.PeopleShare) + random.NextDouble() - 0.5), 0, options.Batch);
        var alone = options.Batch - known;
        var photos = new List<Tensor>();
        var references = new List<Tensor>();
        for (var i = 0; i < known; i++)
        {
            var (photo, others) = DrawPerson(random);
            photos.Add(photo);
            references.Add(others);
        }

        if (alone > 0)
        {
            var drawn = singles.Draw(alone, singles.Side, random);
            photos.Add(drawn);
            references.Add(stack([.. Enumerable.Range(0, options.References).Select(_ => SelfReferences.Draw(drawn, random))], 1));
        }

        var truths = cat(photos);
        return new PersonBatch(
            truths.MoveToOuterDisposeScope(),
            Degrade(truths, random).MoveToOuterDisposeScope(),
            cat(references).MoveToOuterDisposeScope(),
            Present(random).MoveToOuterDisposeScope(),
            alone
        );
    }

    /// <summary>Degrades photos: reduced with noise, by the whole blind chain, or enlarged and saved again.</summary>
    /// <param name="photos">[N, 3, S, S] in −1–1.</param>
    /// <param name="random">Source of the draws.</param>
    /// <returns>[N, 3, S, S] in −1–1.</returns>
    public static Tensor Degrade(Tensor photos, Random random)
    {
        using var scope = NewDisposeScope();
        return cat([
                .. photos
                    .split(1)
                    .Select(photo =>
                    {
                        var kind = random.NextDouble();
                        return kind < BlindShare ? DegradedFaces.Draw(photo, random)
                            : kind < BlindShare + ResavedShare ? Resave(Reduce(photo, random), (int)photo.shape[^1], random)
                            : Enlarge(Reduce(photo, random), (int)photo.shape[^1]);
                    }),
            ])
            .MoveToOuterDisposeScope();
    }

    // [1, 3, S, S] in −1–1 → [1, 3, s, s] in 0–1
    private static Tensor Reduce(Tensor photo, Random random)
    {
        var side = (int)photo.shape[^1];
        var factor = SmallestReduction * Math.Pow(LargestReduction / SmallestReduction, random.NextDouble());
        var degradation = new BlindDegradation
        {
            Side = Math.Max(LeastSide, (int)Math.Round(side / factor)),
            NoiseDeviation = Math.Sqrt(random.NextDouble() * LargestVariance),
        };
        return degradation.Apply((photo + 1) / 2, random.NextInt64());
    }

    // Enlarged by somebody, then saved as JPEG.
    private static Tensor Resave(Tensor small, int side, Random random)
    {
        var enlarged = (int)Math.Min(side, Math.Round(small.shape[^1] * (1 + (random.NextDouble() * (LargestEnlargement - 1)))));
        var saved = new BlindDegradation { Side = enlarged, JpegQuality = random.Next(30, 91) };
        return Enlarge(saved.Apply(FaceEnlargement.Apply(small, enlarged), 0), side);
    }

    private static Tensor Enlarge(Tensor small, int side) => (FaceEnlargement.Apply(small, side) * 2) - 1;

    private (Tensor Photo, Tensor References) DrawPerson(Random random)
    {
        var own = people.People[random.Next(people.People.Count)];
        var chosen = random.Next(own.Count);
        var others = own.Where((_, number) => number != chosen).ToArray();
        random.Shuffle(others);
        var numbers = new List<int> { own[chosen] };
        for (var i = 0; i < options.References; i++)
        {
            numbers.Add(random.NextDouble() < options.StrangerShare ? random.Next(people.Pictures.Count) : others[i % others.Length]);
        }

        var pictures = people.Pictures.Read(numbers, people.Pictures.Side);
        pictures = random.Next(2) == 0 ? pictures : pictures.flip(3);
        return (pictures.narrow(0, 0, 1), pictures.narrow(0, 1, options.References).unsqueeze(0));
    }

    // [N, K]
    private Tensor Present(Random random)
    {
        const double missing = 0.15;
        var present = new float[options.Batch * options.References];
        for (var i = 0; i < options.Batch; i++)
        {
            var isWithout = random.NextDouble() < options.WithoutShare;
            for (var k = 0; k < options.References; k++)
            {
                present[(i * options.References) + k] = isWithout || (k > 0 && random.NextDouble() < missing) ? 0 : 1;
            }
        }

        return tensor(present, [options.Batch, options.References]);
    }
}

/// <summary>Photos with references, all in −1–1.</summary>
/// <param name="Truths">[N, 3, S, S]; those of people with one photo come last.</param>
/// <param name="Degraded">[N, 3, S, S], enlarged.</param>
/// <param name="References">[N, K, 3, S, S].</param>
/// <param name="Present">[N, K]: 1 where a reference counts.</param>
/// <param name="Alone">How many of the last photos are their own references.</param>
internal sealed record PersonBatch(Tensor Truths, Tensor Degraded, Tensor References, Tensor Present, int Alone);

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
            throw new FileNotFoundException(
                $"{folder} has no {ListName}: name the folder that holds a folder of aligned photos for each person.",
                list
            );
        }

        var collection = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        var faces = File.ReadLines(list)
            .Select(line => line.Split(',', 2)[0])
            .Select(name => new FaceSource(name + Extension, collection, name.Split('/')[0]))
            .Where(face => FaceIndex.IsValidation(face) == isValidation && File.Exists(Path.Combine(folder, face.File)))
            .GroupBy(face => face.Person)
            .Where(person => person.Count() > 1)
            .SelectMany(person => person)
            .ToList();
        if (faces.Count == 0)
        {
            throw new InvalidDataException($"{folder} holds nobody with two photos.");
        }

        var people = faces
            .Select((face, number) => (face.Person, number))
            .GroupBy(entry => entry.Person, entry => entry.number)
            .Select(group => (IReadOnlyList<int>)[.. group])
            .ToList();
        return new PeoplePhotos(FacePictures.Load(folder, faces, side, balance: 0, cacheFolder, cancellationToken), people);
    }
}
