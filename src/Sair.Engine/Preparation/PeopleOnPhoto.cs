using System.Globalization;

namespace Sair.Engine.Preparation;

/// <summary>
/// Says who is who on a photo: as a rule nobody is on it twice, but a strip of pictures, a collage or a mirror shows one person
/// several times.
/// </summary>
public static class PeopleOnPhoto
{
    // So much nearer than to anybody else a face must be before it is somebody who is on the photo already: siblings are not.
    private const double Lead = 0.12;

    /// <summary>
    /// Gives each person to the face that is most like it; of several people that a face is like it gets the nearest that is left.
    /// A person who is given goes to further faces too that are clearly this person and hardly anybody else.
    /// </summary>
    /// <typeparam name="TPerson">What stands for a person.</typeparam>
    /// <param name="faces">How many faces there are.</param>
    /// <param name="people">The people.</param>
    /// <param name="distance">Distance of a face, by its 0-based place, to a person; null where they are not alike.</param>
    /// <param name="isClearly">Tells whether a face that is like a person is so near that hardly anybody else would be.</param>
    /// <returns>The person of each face, null for a stranger.</returns>
    public static IReadOnlyList<TPerson?> Assign<TPerson>(
        int faces,
        IReadOnlyList<TPerson> people,
        Func<int, TPerson, double?> distance,
        Func<int, TPerson, bool> isClearly
    )
        where TPerson : class
    {
        ArgumentNullException.ThrowIfNull(people);
        var assigned = new TPerson?[faces];
        var pairs = (
            from face in Enumerable.Range(0, faces)
            from person in people
            let apart = distance(face, person)
            where apart is not null
            orderby apart
            select (Face: face, Person: person, Apart: apart.Value)
        ).ToList();
        GiveOnce();
        foreach (var candidates in pairs.GroupBy(pair => pair.Face))
        {
            var (face, nearest, apart) = candidates.First();
            if (assigned[face] != nearest && isClearly(face, nearest) && candidates.Skip(1).All(other => other.Apart >= apart + Lead))
            {
                assigned[face] = nearest;
            }
        }

        // Whoever stood in for somebody who is on the photo several times is free again.
        GiveOnce();
        return assigned;

        void GiveOnce()
        {
            foreach (var (face, person, _) in pairs)
            {
                if (assigned[face] is null && !assigned.Contains(person))
                {
                    assigned[face] = person;
                }
            }
        }
    }

    /// <summary>Says who is on a photo more than once.</summary>
    /// <typeparam name="TPerson">What stands for a person.</typeparam>
    /// <param name="people">The person of each face, null for a stranger.</param>
    /// <param name="name">Names a person.</param>
    /// <returns>One sentence per person, without what is to be done where it is wrong; empty where nobody is.</returns>
    public static IReadOnlyList<string> Repeated<TPerson>(IEnumerable<TPerson?> people, Func<TPerson, string> name)
        where TPerson : class =>
        [
            .. people
                .OfType<TPerson>()
                .GroupBy(person => person)
                .Where(group => group.Count() > 1)
                .Select(group =>
                    group.Count() == 2
                        ? $"Two faces are both {name(group.Key)}"
                        : string.Create(CultureInfo.InvariantCulture, $"{group.Count()} faces are all {name(group.Key)}")
                ),
        ];
}
