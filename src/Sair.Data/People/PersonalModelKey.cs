namespace Sair.Data.People;

/// <summary>What a personal model is found by.</summary>
/// <param name="OwnerId">Whose photos were learned.</param>
/// <param name="PersonId">The person whose album was learned; null where it was no album's.</param>
/// <param name="RequestId">The request that learns, or asks.</param>
/// <param name="Album">Name of the photos by their content.</param>
/// <param name="BaseModel">SHA-256 of the model that is tuned.</param>
/// <param name="Tuning">Name of the settings.</param>
public sealed record PersonalModelKey(Guid OwnerId, Guid? PersonId, Guid RequestId, string Album, string BaseModel, string Tuning);
