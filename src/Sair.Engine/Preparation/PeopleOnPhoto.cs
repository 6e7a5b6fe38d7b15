namespace Sair.Engine.Preparation;

/// <summary>Says who may be who on a photo: nobody is on it twice.</summary>
public static class PeopleOnPhoto
{
    /// <summary>Gives each person to the face that is most like it; of several people that a face is like it gets the nearest that is left.</summary>
    /// <typeparam name="TPerson">What stands for a person.</typeparam>
    /// <param name="faces">How many faces there are.</param>
    /// <param name="people">The people.</param>
    /// <param name="distance">Distance of a face, by its 0-based place, to a person; null where they are not alike.</param>
    /// <returns>The person of each face, null for a stranger.</returns>
    public static IReadOnlyList<TPerson?> Assign<TPerson>(int faces, IReadOnlyList<TPerson> people, Func<int, TPerson, double?> distance)
        where TPerson : class
    {
        ArgumentNullException.ThrowIfNull(people);
        var assigned = new TPerson?[faces];
        var pairs = from face in Enumerable.Range(0, faces)
                    from person in people
                    let apart = distance(face, person)
                    where apart is not null
                    orderby apart
                    select (face, person);
        foreach (var (face, person) in pairs)
        {
            if (assigned[face] is null && !assigned.Contains(person))
            {
                assigned[face] = person;
            }
        }

        return assigned;
    }
}
