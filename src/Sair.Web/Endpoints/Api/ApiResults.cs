using Sair.Application.Restorations;
using Sair.Data.Requests;
using Sair.Data.Restorations;
using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Engine.Imaging.Metadata;
using Sair.Web.Accounts;
using static Sair.Web.Endpoints.Api.ApiAnswers;

namespace Sair.Web.Endpoints.Api;

/// <summary>Results for programs: what they are made of, files, ratings.</summary>
internal static class ApiResults
{
    /// <summary>Says what of the photo's metadata a file with all of it does not carry.</summary>
    public const string NotKeptHeader = "Sair-Not-Kept";

    public static async Task<IResult> RecordAsync(
        Guid id,
        CurrentOwner owner,
        HistoryQueries history,
        CancellationToken cancellationToken
    ) =>
        await history.FindAsync(id, owner.Id, cancellationToken) is { Restoration: { } result } entry
            ? TypedResults.Ok(ApiRecord.From(entry.EngineId, entry.DegradationJson, result))
            : TypedResults.NotFound();

    public static async Task<IResult> ListFramesAsync(
        Guid id,
        CurrentOwner owner,
        HistoryQueries history,
        ResultStore results,
        CancellationToken cancellationToken
    ) =>
        await history.FindAsync(id, owner.Id, cancellationToken) is null
            ? TypedResults.NotFound()
            : TypedResults.Ok(await results.ListFramesAsync(owner.Id, id, cancellationToken));

    public static async Task<IResult> FileAsync(
        Guid id,
        string? format,
        string? metadata,
        [AsParameters] WholePhotoWish wish,
        CurrentOwner owner,
        ResultFile files,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var chosen = (format ?? "png").ToUpperInvariant() switch
        {
            "PNG" => ImageFormat.Png,
            "JPEG" => ImageFormat.Jpeg,
            "WEBP" => ImageFormat.Webp,
            _ => throw new InvalidOptionsException("The format is png, jpeg or webp."),
        };
        var choice = MetadataChoice.Basic;
        if (metadata is not null && !Enum.TryParse(metadata, ignoreCase: true, out choice))
        {
            throw new InvalidOptionsException("The metadata is keep, basic or strip.");
        }

        if (await files.MakeAsync(owner.Id, id, chosen, choice, wish.ToOptions(), cancellationToken) is not { } file)
        {
            return TypedResults.NotFound();
        }

        if (file.NotKept is { } sentence)
        {
            response.Headers[NotKeptHeader] = sentence;
        }

        return TypedResults.File(file.Content, file.ContentType, file.Name);
    }

    public static async Task<IResult> ChangeAsync(
        Guid id,
        ApiRestorationChange change,
        CurrentOwner owner,
        HistoryQueries history,
        ResultStore results,
        QueueOrder order,
        CancellationToken cancellationToken
    )
    {
        if (await history.FindAsync(id, owner.Id, cancellationToken) is not { } entry)
        {
            return TypedResults.NotFound();
        }

        if (Mistake(change, entry) is { } sentence)
        {
            return Refused(sentence);
        }

        // What does not wait any more has no place in the queue; asked first, so that what is refused has changed nothing.
        if (
            !(
                (change.Priority is not { } priority || await order.SetPriorityAsync(owner.Id, id, priority, cancellationToken))
                && (change.Move is not { } places || await order.MoveAsync(owner.Id, id, places, cancellationToken))
            )
        )
        {
            return Refused("The restoration does not wait, or cannot move further.", StatusCodes.Status409Conflict);
        }

        if (change.Rating is { } rating)
        {
            await results.RateAsync(owner.Id, id, rating == 0 ? null : rating, cancellationToken);
        }

        if (change.BlendStrength is { } strength)
        {
            await results.SetBlendAsync(owner.Id, id, strength, cancellationToken);
        }

        return TypedResults.NoContent();
    }

    private static string? Mistake(ApiRestorationChange change, HistoryEntry entry) =>
        change switch
        {
            { Rating: < 0 or > 5 } => "A rating is 1 to 5, or 0 to take it back.",
            { Rating: not null } when entry.Restoration is null => "There is no result yet that could be rated.",
            { BlendStrength: < 0 or > 1 or double.NaN } => "The blend strength is 0 to 1.",
            { BlendStrength: not null } when entry.Restoration is null => "There is no result yet that could be blended.",
            { Priority: < QueueOrder.Lowest or > QueueOrder.Highest } => QueueOrder.PrioritySentence,
            _ => null,
        };
}
