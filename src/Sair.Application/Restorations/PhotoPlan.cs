using Sair.Application.People;
using Sair.Application.Photos;
using Sair.Data.Photos;
using Sair.Engine.Preparation;

namespace Sair.Application.Restorations;

/// <summary>What the user wants for each face of one photo.</summary>
public sealed class PhotoPlan(IReadOnlyList<AlbumPerson> people)
{
    private readonly List<FacePlan> _faces = [];

    /// <summary>The faces of the photo.</summary>
    public IReadOnlyList<FacePlan> Faces => _faces;

    /// <summary>The people whose albums can be used.</summary>
    public IReadOnlyList<AlbumPerson> People => people;

    /// <summary>The faces that will be restored.</summary>
    public IReadOnlyList<FacePlan> Chosen => [.. _faces.Where(face => face.Treatment != FaceTreatment.Leave)];

    /// <summary>Takes the photo's faces over: new ones are added, choices stay.</summary>
    public void Take(IReadOnlyList<Face> faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        foreach (var face in faces)
        {
            if (_faces.Find(plan => plan.Face.Id == face.Id) is { } known)
            {
                known.Face = face;
            }
            else
            {
                _faces.Add(new FacePlan(face));
            }
        }

        _faces.RemoveAll(plan => !faces.Any(face => face.Id == plan.Face.Id));
        Propose();
    }

    /// <summary>What the user chose, as far as it is not proposed anyway.</summary>
    public IReadOnlyList<FaceWish> Wishes =>
        [.. _faces.Where(face => face.ChosenByUser).Select(face => new FaceWish(face.Face.Id, face.Treatment, face.Person?.Id))];

    /// <summary>Takes earlier choices up again; those for faces and people that are gone are left out.</summary>
    public void Take(IReadOnlyList<FaceWish> wishes)
    {
        ArgumentNullException.ThrowIfNull(wishes);
        foreach (var wish in wishes)
        {
            var person = people.FirstOrDefault(known => known.Id == wish.PersonId);
            if (
                _faces.Find(face => face.Face.Id == wish.FaceId) is { } face
                && (wish.Treatment != FaceTreatment.Album || person is not null)
            )
            {
                face.Choose(wish.Treatment, person);
            }
        }
    }

    /// <summary>Who is given to more than one face, as one sentence; null where nobody is.</summary>
    public string? Repeated =>
        PeopleOnPhoto.Repeated(_faces.Select(face => face.Person), person => person.Name) is { Count: > 0 } sentences
            ? $"{string.Join(", and ", sentences)}: right for a strip of pictures, a collage or a mirror, else choose."
            : null;

    /// <summary>Faces that were given to somebody else than they are like, as one sentence; null where there are none.</summary>
    public string? Doubt
    {
        get
        {
            var doubts = _faces
                .Index()
                .Where(entry =>
                    entry.Item is { Person: { } chosen } face
                    && !chosen.IsLike(FaceMapping.TraitsOf(face.Face))
                    && face.Proposed is not null
                )
                .Select(entry => $"face {entry.Index + 1} is more like {entry.Item.Proposed!.Name} than like {entry.Item.Person!.Name}")
                .ToList();
            return doubts.Count == 0 ? null : $"Look again: {string.Join(", and ", doubts)}. Two people may be swapped.";
        }
    }

    /// <summary>
    /// Faces that look like somebody else and of which the user has not said that they are meant, as one sentence; null where there
    /// are none.
    /// </summary>
    public string? Unconfirmed
    {
        get
        {
            var numbers = _faces.Index().Where(entry => entry.Item.IsDoubtful).Select(entry => $"{entry.Index + 1}").ToList();
            return numbers.Count == 0 ? null
                : numbers.Count == 1 ? $"Face {numbers[0]} looks like somebody else: choose another person, or say there that it is meant."
                : $"Faces {string.Join(" and ", numbers)} look like somebody else: choose other people, or say there that they are meant.";
        }
    }

    private void Propose()
    {
        var traits = _faces.ConvertAll(face => FaceMapping.TraitsOf(face.Face));
        var proposals = PeopleOnPhoto.Assign(
            traits.Count,
            people,
            (face, person) => person.IsLike(traits[face]) ? person.DistanceTo(traits[face]) : null,
            (face, person) => person.IsClearly(traits[face])
        );
        foreach (var (index, face) in _faces.Index())
        {
            face.Propose(proposals[index]);
        }
    }
}

/// <summary>What the user chose for one face.</summary>
/// <param name="FaceId">The face.</param>
/// <param name="Treatment">What happens to it.</param>
/// <param name="PersonId">Whose album is used; null where none is.</param>
public sealed record FaceWish(Guid FaceId, FaceTreatment Treatment, Guid? PersonId);
