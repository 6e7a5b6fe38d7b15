using Microsoft.EntityFrameworkCore;
using Sair.Data.Blobs;
using Sair.Data.Restorations;

namespace Sair.Data.Requests;

/// <summary>Reads the history and the queue as pages show them.</summary>
/// <param name="contexts">Opens the database.</param>
public sealed class HistoryQueries(IDbContextFactory<SairDbContext> contexts)
{
    /// <summary>Reads requests in every state with their outcomes, newest first.</summary>
    /// <param name="ownerId">Whose requests; null for everybody's.</param>
    /// <param name="filter">Which of them; null for all.</param>
    /// <param name="before">Only requests older than this id, for the next page; null for the first page.</param>
    /// <param name="take">The most rows to return, 1–200.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<IReadOnlyList<HistoryEntry>> ListAsync(
        Guid? ownerId = null,
        HistoryFilter? filter = null,
        Guid? before = null,
        int take = 50,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, 200);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = (filter ?? new HistoryFilter()).Apply(Visible(context, ownerId));
        if (before is { } id)
        {
            rows = rows.Where(r => r.Id.CompareTo(id) < 0);
        }

        return await ReadAsync(context, Project(context, rows.OrderByDescending(r => r.Id).Take(take)), cancellationToken);
    }

    /// <summary>Reads one request with its outcome; null where there is none.</summary>
    /// <param name="requestId">The request.</param>
    /// <param name="ownerId">Whose request it must be; null for anybody's.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<HistoryEntry?> FindAsync(Guid requestId, Guid? ownerId = null, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (
            await ReadAsync(context, Project(context, Visible(context, ownerId).Where(r => r.Id == requestId)), cancellationToken)
        ).SingleOrDefault();
    }

    /// <summary>Reads some requests with their outcomes; those that are gone or of others are left out.</summary>
    /// <param name="ownerId">Whose requests.</param>
    /// <param name="requestIds">The requests.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<IReadOnlyList<HistoryEntry>> ListAsync(
        Guid ownerId,
        IReadOnlyList<Guid> requestIds,
        CancellationToken cancellationToken = default
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(
            context,
            Project(context, Visible(context, ownerId).Where(r => requestIds.Contains(r.Id))),
            cancellationToken
        );
    }

    /// <summary>Reads the requests that ended, with a result or without, of which the owner was not told yet.</summary>
    /// <param name="ownerId">Whose requests.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<IReadOnlyList<Guid>> ListNewsAsync(Guid ownerId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Visible(context, ownerId)
            .Where(r => r.IsNews)
            .OrderBy(r => r.FinishedUtc)
            .Select(r => r.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Reads the requests of one batch in their order; of a face that was tried again only the newest.</summary>
    /// <param name="ownerId">Whose batch.</param>
    /// <param name="batchId">The batch.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<IReadOnlyList<HistoryEntry>> ListBatchAsync(Guid ownerId, Guid batchId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await ReadAsync(
            context,
            Project(context, Visible(context, ownerId).Where(r => r.BatchId == batchId).OrderBy(r => r.Id)),
            cancellationToken
        );
        return [.. rows.GroupBy(row => (row.PhotoId, row.FaceNumber)).Select(tries => tries.Last())];
    }

    /// <summary>Reads the newest batches, newest first.</summary>
    /// <param name="ownerId">Whose batches.</param>
    /// <param name="take">The most batches to return.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<IReadOnlyList<BatchSummary>> ListBatchesAsync(Guid ownerId, int take, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Visible(context, ownerId)
            .Where(r => r.BatchId != null)
            .GroupBy(r => r.BatchId!.Value)
            .OrderByDescending(batch => batch.Max(r => r.CreatedUtc))
            .Take(take)
            .Select(batch => new BatchSummary(
                batch.Key,
                batch.Min(r => r.CreatedUtc),
                batch.Select(r => r.PhotoId).Distinct().Count(),
                batch.Count(r => r.Status == RequestStatus.Succeeded),
                batch.Count(r => r.Status == RequestStatus.Queued || r.Status == RequestStatus.Running || r.Status == RequestStatus.Paused)
            ))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Reads what runs, waits or is paused: the running one first, then in the order of the queue, paused ones last.</summary>
    /// <param name="ownerId">Whose requests; null for everybody's.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<IReadOnlyList<HistoryEntry>> ListOpenAsync(Guid? ownerId = null, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var open = Visible(context, ownerId)
            .Where(r => r.Status == RequestStatus.Running || r.Status == RequestStatus.Queued || r.Status == RequestStatus.Paused)
            .OrderBy(r =>
                r.Status == RequestStatus.Running ? 0
                : r.Status == RequestStatus.Queued ? 1
                : 2
            )
            .ThenByDescending(r => r.Priority)
            .ThenBy(r => r.Position)
            .ThenBy(r => r.Id);
        var rows = await ReadAsync(context, Project(context, open), cancellationToken);
        return
        [
            .. rows.OrderBy(row =>
                    row.Status switch
                    {
                        RequestStatus.Running => 0,
                        RequestStatus.Queued => 1,
                        _ => 2,
                    }
                )
                .ThenBy(row => row.WaitingBefore),
        ];
    }

    /// <summary>Counts what runs, and what waits and would run before something that a user asks for now.</summary>
    /// <param name="ownerId">The user.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<int> CountBeforeAsync(Guid ownerId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await QueueTurns.CountBeforeAsync(context, ownerId, cancellationToken);
    }

    // Not by the context's filters: the place in the queue counts everybody's requests.
    private static IQueryable<RestorationRequest> Visible(SairDbContext context, Guid? ownerId) =>
        context.Requests.AsNoTracking().Where(r => ownerId == null || (r.OwnerId == ownerId && r.DeletedUtc == null));

    private static IQueryable<HistoryEntry> Project(SairDbContext context, IQueryable<RestorationRequest> requests) =>
        requests.Select(r => new HistoryEntry
        {
            RequestId = r.Id,
            EngineId = r.EngineId,
            Status = r.Status,
            IsEnding = r.Status == RequestStatus.Running && r.CancelRequested,
            HasState = r.ResumeStateBlob != null,
            PhotoId = r.PhotoId,
            FaceNumber = r.Face!.Position + 1,
            FaceQuad = r.Face.Quad,
            FaceCount = r.Photo!.Faces.Count,
            PersonName = context.People.Where(person => person.Id == r.PersonId).Select(person => person.Name).FirstOrDefault(),
            StartedUtc = r.StartedUtc,
            PhotoName = r.Photo.FileName,
            PhotoPreview = r.Photo.PreviewBlob,
            ReferenceCount = r.ReferencesAsked ?? r.References.Count,
            CreatedUtc = r.CreatedUtc,
            FinishedUtc = r.FinishedUtc,
            FailureMessage = r.FailureMessage,
            LastPreviewBlob = r.LastPreviewBlob,
            ProgressIndex = r.ProgressIndex,
            ProgressTotal = r.ProgressTotal,
            Restoration = r.Restoration,
            DegradationJson = r.DegradationJson,
            Preset = r.Preset,
            Priority = r.Priority,
            BatchId = r.BatchId,
            ParentRequestId = r.ParentRequestId,
            BranchIteration = r.BranchIteration,
            PersonId = r.PersonId,
            Rating = r.Rating,
            WaitingBefore = 0,
        });

    private static async Task<IReadOnlyList<HistoryEntry>> ReadAsync(
        SairDbContext context,
        IQueryable<HistoryEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var rows = await entries.ToListAsync(cancellationToken);
        if (rows.All(row => row.Status != RequestStatus.Queued))
        {
            return rows;
        }

        var places = (await QueueTurns.ReadAsync(context, cancellationToken)).Index().ToDictionary(turn => turn.Item, turn => turn.Index);
        return [.. rows.Select(row => places.TryGetValue(row.RequestId, out var place) ? row with { WaitingBefore = place } : row)];
    }
}

/// <summary>One batch at a glance.</summary>
/// <param name="Id">What its requests share.</param>
/// <param name="CreatedUtc">When it was started, UTC.</param>
/// <param name="Photos">How many photos it has.</param>
/// <param name="Done">How many restorations have a result.</param>
/// <param name="Open">How many still run, wait or are paused.</param>
public sealed record BatchSummary(Guid Id, DateTime CreatedUtc, int Photos, int Done, int Open);

/// <summary>Which requests of the history are looked for; what is null does not count.</summary>
public sealed record HistoryFilter
{
    /// <summary>Gets a part of the photo's file name, in any case.</summary>
    public string? Text { get; init; }

    /// <summary>Gets the person.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>Gets the engine.</summary>
    public string? EngineId { get; init; }

    /// <summary>Gets the first day, UTC.</summary>
    public DateTime? FromUtc { get; init; }

    /// <summary>Gets the moment before which requests were made, UTC.</summary>
    public DateTime? BeforeUtc { get; init; }

    /// <summary>Gets the least rating, 1–5.</summary>
    public int? LeastRating { get; init; }

    /// <summary>Gets the judgement.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Gets where the request stands.</summary>
    public RequestStatus? Status { get; init; }

    /// <summary>Gets a value indicating whether nothing is asked for.</summary>
    public bool IsEmpty => this == new HistoryFilter();

    /// <summary>Narrows a query.</summary>
    internal IQueryable<RestorationRequest> Apply(IQueryable<RestorationRequest> requests)
    {
        if (!string.IsNullOrWhiteSpace(Text))
        {
            var part = Text.Trim()
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("%", "\\%", StringComparison.Ordinal)
                .Replace("_", "\\_", StringComparison.Ordinal);
            requests = requests.Where(r => EF.Functions.Like(r.Photo!.FileName, $"%{part}%", "\\"));
        }

        requests = PersonId is null ? requests : requests.Where(r => r.PersonId == PersonId);
        requests = EngineId is null ? requests : requests.Where(r => r.EngineId == EngineId);
        requests = FromUtc is null ? requests : requests.Where(r => r.CreatedUtc >= FromUtc);
        requests = BeforeUtc is null ? requests : requests.Where(r => r.CreatedUtc < BeforeUtc);
        requests = LeastRating is null ? requests : requests.Where(r => r.Rating >= LeastRating);
        requests = Verdict is null ? requests : requests.Where(r => r.Restoration!.Verdict == Verdict);
        return Status is null ? requests : requests.Where(r => r.Status == Status);
    }
}

/// <summary>One line of the history.</summary>
public sealed record HistoryEntry
{
    /// <summary>Gets the id of the request.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Gets the stable id of the engine.</summary>
    public required string EngineId { get; init; }

    /// <summary>Gets where the request stands.</summary>
    public required RequestStatus Status { get; init; }

    /// <summary>Gets a value indicating whether it still runs to the end of an iteration and is cancelled then.</summary>
    public bool IsEnding { get; init; }

    /// <summary>Gets a value indicating whether there is a state that a cancelled run can go on from.</summary>
    public bool HasState { get; init; }

    /// <summary>Gets the id of the degraded photo.</summary>
    public Guid PhotoId { get; init; }

    /// <summary>Gets which of the photo's faces it is, from 1.</summary>
    public int FaceNumber { get; init; } = 1;

    /// <summary>Gets how many faces are known on the photo.</summary>
    public int FaceCount { get; init; } = 1;

    /// <summary>Gets the name of the person; null where the references were chosen by hand.</summary>
    public string? PersonName { get; init; }

    /// <summary>Gets when the last attempt began, UTC; null before.</summary>
    public DateTime? StartedUtc { get; init; }

    /// <summary>Gets the file name of the degraded photo.</summary>
    public required string PhotoName { get; init; }

    /// <summary>Gets the small copy of the degraded photo, JPEG.</summary>
    public required BlobId PhotoPreview { get; init; }

    /// <summary>Gets with how many reference faces the user asked.</summary>
    public required int ReferenceCount { get; init; }

    /// <summary>Gets when the user asked, UTC.</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>Gets when the request ended, UTC; null before.</summary>
    public required DateTime? FinishedUtc { get; init; }

    /// <summary>Gets why the request failed; null unless it did.</summary>
    public required string? FailureMessage { get; init; }

    /// <summary>Gets the last preview of a cancelled run, JPEG; null where there is none.</summary>
    public required BlobId? LastPreviewBlob { get; init; }

    /// <summary>Gets the number of finished iterations.</summary>
    public required int ProgressIndex { get; init; }

    /// <summary>Gets the number of iterations of the run; 0 before the first one.</summary>
    public required int ProgressTotal { get; init; }

    /// <summary>
    /// Gets what was known of the face's degradation when the user asked, its real size too, as JSON; null where nothing was.
    /// </summary>
    public string? DegradationJson { get; init; }

    /// <summary>
    /// Gets the corners of the face's square in pixels of the photo, as the face holds them; null where they were not read.
    /// </summary>
    public byte[]? FaceQuad { get; init; }

    /// <summary>Gets the name of the preset; null where the options were set one by one.</summary>
    public string? Preset { get; init; }

    /// <summary>Gets a value indicating whether it was made to learn the person; its photo only shows how far it is.</summary>
    public bool IsLearning => Preset == RestorationRequest.LearningPreset && PersonName is not null;

    /// <summary>Gets what it is called: the photo, or who is learned.</summary>
    public string Title => IsLearning ? $"Learning {PersonName}" : PhotoName;

    /// <summary>Gets the priority; higher runs first.</summary>
    public int Priority { get; init; }

    /// <summary>Gets the id that all requests of one batch share; null for a single request.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>Gets the id of the request that this one goes on from; null where it starts anew.</summary>
    public Guid? ParentRequestId { get; init; }

    /// <summary>Gets the iteration of the parent from which this request goes on; null where there is no parent.</summary>
    public int? BranchIteration { get; init; }

    /// <summary>Gets the id of the person; null where the references were chosen by hand.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>Gets what the user thinks of the result, 1–5; null while it was not rated.</summary>
    public int? Rating { get; init; }

    /// <summary>Gets how many requests run before this one; 0 unless it waits.</summary>
    public required int WaitingBefore { get; init; }

    /// <summary>Gets the outcome; null unless the request succeeded.</summary>
    public required Restoration? Restoration { get; init; }
}
