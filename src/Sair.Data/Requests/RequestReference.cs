using Sair.Data.Photos;

namespace Sair.Data.Requests;

/// <summary>One reference face of a request.</summary>
public sealed class RequestReference
{
    /// <summary>Gets the id of the request.</summary>
    public Guid RequestId { get; init; }

    /// <summary>Gets the 0-based place, best reference first.</summary>
    public required int Position { get; init; }

    /// <summary>Gets the id of the reference face.</summary>
    public required Guid FaceId { get; init; }

    /// <summary>Gets the reference face; null unless it was loaded too.</summary>
    public Face? Face { get; init; }
}
