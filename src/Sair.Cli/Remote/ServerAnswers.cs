namespace Sair.Cli.Remote;

/// <summary>The id of what the site made.</summary>
internal sealed record RemoteCreated(Guid Id);

/// <summary>A face that the site found.</summary>
internal sealed record RemoteFace(Guid Id);

/// <summary>A photo on the site with its faces, largest first.</summary>
internal sealed record RemotePhoto(Guid Id, IReadOnlyList<RemoteFace> Faces, int Turn = 0, int? ProposedTurn = null);

/// <summary>Where a restoration on the site stands.</summary>
internal sealed record RemoteRestoration
{
    /// <summary>Gets the state's name.</summary>
    public required string Status { get; init; }

    /// <summary>Gets the engine's id.</summary>
    public required string Engine { get; init; }

    /// <summary>Gets the number of finished iterations.</summary>
    public int Iteration { get; init; }

    /// <summary>Gets the number of all iterations; 0 before the first one.</summary>
    public int Iterations { get; init; }

    /// <summary>Gets how many others run before this one.</summary>
    public int WaitingBefore { get; init; }

    /// <summary>Gets why the run failed.</summary>
    public string? Failure { get; init; }

    /// <summary>Gets the similarity of the degraded face to the references, −1–1.</summary>
    public double? IdentityBefore { get; init; }

    /// <summary>Gets the similarity of the result to the references, −1–1.</summary>
    public double? IdentityAfter { get; init; }

    /// <summary>Gets how like the person the result is and how good the picture, in a sentence.</summary>
    public string? Summary { get; init; }

    /// <summary>Gets how far the result can be trusted.</summary>
    public string? Verdict { get; init; }
}

/// <summary>Why the site refused.</summary>
/// <param name="Detail">One sentence.</param>
/// <param name="ConfirmBy">The field of the wish by which the doubt is answered; null where there is none.</param>
/// <param name="Reason">The doubt.</param>
internal sealed record RemoteProblem(string? Detail, string? ConfirmBy = null, string? Reason = null);
