using Sair.Data.People;

namespace Sair.Application.People;

/// <summary>How what was learned of a person stands to the album as it is.</summary>
public enum PersonalModelKind
{
    /// <summary>Nothing was learned yet.</summary>
    Absent,

    /// <summary>Learning was interrupted and can go on.</summary>
    Unfinished,

    /// <summary>The album, or the model that learns, has changed since.</summary>
    OutOfDate,

    /// <summary>The photos that would be taken today were learned.</summary>
    Current,
}

/// <summary>What the page of a person says about the personal model.</summary>
/// <param name="Kind">How it stands.</param>
/// <param name="Model">The model that is meant; null where there is none.</param>
/// <param name="Bytes">The size of all models of the person.</param>
public sealed record PersonalModelState(PersonalModelKind Kind, PersonalModel? Model, long Bytes)
{
    /// <summary>Compares the models of a person with the album.</summary>
    /// <param name="models">The person's models, the newest first.</param>
    /// <param name="faces">The faces that would be learned today.</param>
    /// <param name="baseModel">The hash of the model that learns; null where it is not known.</param>
    public static PersonalModelState Of(IReadOnlyList<PersonalModel> models, IReadOnlyCollection<Guid> faces, string? baseModel)
    {
        ArgumentNullException.ThrowIfNull(models);
        var bytes = models.Sum(model => model.Bytes);
        var ordered = faces.Order().ToList();
        var fitting = models
            .Where(model => model.FaceIds.SequenceEqual(ordered) && (baseModel is null || model.BaseModel == baseModel))
            .ToList();
        return fitting.Find(model => model.WeightsBlob is not null) is { } current
                ? new PersonalModelState(PersonalModelKind.Current, current, bytes)
            : fitting.Count > 0 ? new PersonalModelState(PersonalModelKind.Unfinished, fitting[0], bytes)
            : models.FirstOrDefault(model => model.WeightsBlob is not null) is { } old
                ? new PersonalModelState(PersonalModelKind.OutOfDate, old, bytes)
            : new PersonalModelState(PersonalModelKind.Absent, null, bytes);
    }
}
