using Sair.Application.People;
using Sair.Data.Photos;
using Sair.Engine.Preparation;

namespace Sair.Application.Restorations;

/// <summary>One face of a whole photo and what the user wants for it.</summary>
public sealed class FacePlan(Face face)
{
    private AlbumPerson? _checked;

    /// <summary>The face.</summary>
    public Face Face { get; set; } = face;

    /// <summary>What happens to it.</summary>
    public FaceTreatment Treatment { get; private set; }

    /// <summary>The person whose album is used; null unless the treatment is <see cref="FaceTreatment.Album"/>.</summary>
    public AlbumPerson? Person { get; private set; }

    /// <summary>The person that the face is most like; null where nobody's album is near.</summary>
    public AlbumPerson? Proposed { get; private set; }

    /// <summary>Whether the user chose the treatment, which then stays.</summary>
    public bool ChosenByUser { get; private set; }

    /// <summary>Whether the face shows the chosen person; null until it was looked at, and without a person.</summary>
    public PersonCheck? Check { get; private set; }

    /// <summary>Whether the user said that the face is meant although it looks like somebody else.</summary>
    public bool EvenIfSomebodyElse { get; set; }

    /// <summary>Whether a person was chosen whom nobody has compared with the face yet.</summary>
    public bool NeedsCheck => Person is not null && Person != _checked;

    /// <summary>Whether the face looks like somebody else and the user has not said that it is meant.</summary>
    public bool IsDoubtful => Check is { IsDoubtful: true } && !EvenIfSomebodyElse;

    /// <summary>Takes down what was found of the face and the chosen person.</summary>
    public void Take(PersonCheck? check) => (Check, _checked) = (check, Person);

    /// <summary>Proposes a person; what the user chose stays.</summary>
    public void Propose(AlbumPerson? person)
    {
        Proposed = person;
        if (!ChosenByUser)
        {
            Set(person is null ? FaceTreatment.Leave : FaceTreatment.Album, person);
        }
    }

    /// <summary>Takes what the user chose.</summary>
    public void Choose(FaceTreatment treatment, AlbumPerson? person)
    {
        ChosenByUser = true;
        Set(treatment, treatment == FaceTreatment.Album ? person : null);
    }

    private void Set(FaceTreatment treatment, AlbumPerson? person)
    {
        if (person != Person)
        {
            (Check, _checked, EvenIfSomebodyElse) = (null, null, false);
        }

        (Treatment, Person) = (treatment, person);
    }
}

/// <summary>What happens to one face of a whole photo.</summary>
public enum FaceTreatment
{
    /// <summary>The face stays as it is.</summary>
    Leave,

    /// <summary>It is restored without good photos of the person.</summary>
    Blind,

    /// <summary>It is restored with a person's album.</summary>
    Album,
}
