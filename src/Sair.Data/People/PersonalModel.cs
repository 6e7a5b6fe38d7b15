using Sair.Data.Accounts;
using Sair.Data.Blobs;

namespace Sair.Data.People;

/// <summary>What an engine learned of one face from a set of photos; belongs to a person, or else to the request that learned it.</summary>
/// <remarks>The files can show the person: whoever writes them encrypts them first.</remarks>
public sealed class PersonalModel : IOwned
{
    /// <summary>Gets the id; version 7, so that ids sort by creation.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Gets the id of the user whom the photos belong to.</summary>
    public Guid OwnerId { get; init; } = Owners.Local;

    /// <summary>Gets the id of the person whose album was learned; null where it was no album's.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>Gets the id of the request that learned it; null where it belongs to a person.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>Gets the name of the photos by their content; a changed album has another one.</summary>
    public required string Album { get; init; }

    /// <summary>Gets the SHA-256 of the model that was tuned.</summary>
    public required string BaseModel { get; init; }

    /// <summary>Gets the name of the settings that it was tuned with.</summary>
    public required string Tuning { get; init; }

    /// <summary>Gets the faces that were learned, in ascending order.</summary>
    public List<Guid> FaceIds { get; init; } = [];

    /// <summary>Gets or sets what was learned, encrypted; null while it was not finished.</summary>
    public BlobId? WeightsBlob { get; set; }

    /// <summary>Gets or sets the state that unfinished learning goes on from, encrypted; null once it is finished.</summary>
    public BlobId? ProgressBlob { get; set; }

    /// <summary>Gets or sets the size of the file in bytes.</summary>
    public long Bytes { get; set; }

    /// <summary>Gets or sets when it was written last, UTC.</summary>
    public required DateTime UpdatedUtc { get; set; }
}
