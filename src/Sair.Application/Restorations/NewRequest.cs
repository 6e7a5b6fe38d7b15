using Sair.Data.Requests;
using Sair.Engine.Degradations;
using Sair.Engine.Engines;

namespace Sair.Application.Restorations;

/// <summary>What a user asks for.</summary>
public sealed record NewRequest
{
    /// <summary>Gets the id of the user who asks; faces must be this user's.</summary>
    public required Guid OwnerId { get; init; }

    /// <summary>Gets the id of the person that the face shows; null where the references were chosen by hand.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>Gets the id of the face to restore.</summary>
    public required Guid FaceId { get; init; }

    /// <summary>Gets the ids of the reference faces, best first.</summary>
    public IReadOnlyList<Guid> ReferenceFaceIds { get; init; } = [];

    /// <summary>Gets the stable id of the engine.</summary>
    public required string EngineId { get; init; }

    /// <summary>Gets the options, an instance of the engine's options type.</summary>
    public required EngineOptions Options { get; init; }

    /// <summary>Gets the name of the preset that the options came from; null where they were set one by one.</summary>
    public string? Preset { get; init; }

    /// <summary>Gets the id that all requests of one batch share; null for a single request.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>Gets the request and the iteration of it to go on from; null to start anew.</summary>
    public BranchPoint? Branch { get; init; }

    /// <summary>Gets the request whose marks and degradation this one takes over; null takes those that the face has now.</summary>
    public Guid? RepeatsRequestId { get; init; }

    /// <summary>
    /// Gets what is decided about the real size of the face's photo, where it was enlarged before; null leaves it to what is
    /// decided of the face, and else takes the photo as it is stored.
    /// </summary>
    public RealSizeChoice? RealSize { get; init; }

    /// <summary>Gets the priority; higher runs first. Null leaves it to the options: low where they give way, else 0.</summary>
    public int? Priority { get; init; }

    /// <summary>
    /// Gets a value indicating whether the user said that the face is meant although it looks like somebody else than the good
    /// photos.
    /// </summary>
    public bool EvenIfSomebodyElse { get; init; }

    /// <summary>
    /// Gets a value indicating whether the person is to be learned, so that it does not matter which photo shows it: it may be one
    /// of the good photos.
    /// </summary>
    public bool IsForLearning { get; init; }

    /// <summary>
    /// Gets what is the same when one wish arrives twice, up to <see cref="RestorationRequest.LongestKey"/> characters: a double
    /// click or a repeated call then makes one request. Null makes a new one each time.
    /// </summary>
    public string? SubmissionKey { get; init; }
}

/// <summary>Where a run goes on from another one.</summary>
/// <param name="ParentRequestId">The other request.</param>
/// <param name="Iteration">The number of its iterations that count, 1-based.</param>
public sealed record BranchPoint(Guid ParentRequestId, int Iteration);
