using Sair.Data.Photos;

namespace Sair.Web.Components.WholePhotos;

/// <summary>One face of a whole photo and what the user wants for it.</summary>
public sealed class FacePlan(Face face)
{
    public Face Face { get; set; } = face;

    public FaceTreatment Treatment { get; private set; }

    /// <summary>The person whose album is used; null unless the treatment is <see cref="FaceTreatment.Album"/>.</summary>
    public AlbumPerson? Person { get; private set; }

    /// <summary>The person that the face is most like; null where nobody's album is near.</summary>
    public AlbumPerson? Proposed { get; private set; }

    public bool ChosenByUser { get; private set; }

    /// <summary>Proposes a person; what the user chose stays.</summary>
    public void Propose(AlbumPerson? person)
    {
        Proposed = person;
        if (!ChosenByUser)
        {
            (Person, Treatment) = (person, person is null ? FaceTreatment.Leave : FaceTreatment.Album);
        }
    }

    public void Choose(FaceTreatment treatment, AlbumPerson? person)
    {
        ChosenByUser = true;
        (Treatment, Person) = (treatment, treatment == FaceTreatment.Album ? person : null);
    }
}
