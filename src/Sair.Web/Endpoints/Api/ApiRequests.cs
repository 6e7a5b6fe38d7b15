using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Sair.Application.Models;
using Sair.Application.People;
using Sair.Application.Restorations;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Requests;
using Sair.Data.Restorations;
using Sair.Engine;
using Sair.Engine.Degradations;
using Sair.Web.Accounts;
using static Sair.Web.Endpoints.Api.ApiAnswers;

namespace Sair.Web.Endpoints.Api;

/// <summary>Restorations for programs.</summary>
internal static class ApiRequests
{
    private const int PageSize = 100;

    public static IResult ListEngines(EngineRegistry registry, EngineAvailability availability) =>
        TypedResults.Ok(
            registry.Descriptors.Select(engine =>
            {
                var choice = new EngineChoice(engine);
                return new ApiEngine(
                    choice.Descriptor.Id,
                    choice.Descriptor.DisplayName,
                    choice.Descriptor.Summary,
                    availability.WhyNot(choice.Descriptor),
                    [.. choice.Presets.Select(preset => preset.Name)],
                    choice.Values
                );
            })
        );

    public static async Task<IResult> ListAsync(
        CurrentOwner owner,
        HistoryQueries history,
        Guid? before,
        string? text,
        Guid? person,
        string? engine,
        DateTime? from,
        DateTime? until,
        int? rating,
        Verdict? verdict,
        RequestStatus? status,
        CancellationToken cancellationToken
    )
    {
        var filter = new HistoryFilter
        {
            Text = text,
            PersonId = person,
            EngineId = engine,
            FromUtc = from?.ToUniversalTime(),
            BeforeUtc = until?.ToUniversalTime(),
            LeastRating = rating,
            Verdict = verdict,
            Status = status,
        };
        return TypedResults.Ok(
            (await history.ListAsync(owner.Id, filter, before, PageSize, cancellationToken)).Select(ApiRestoration.From)
        );
    }

    public static async Task<IResult> ListOpenAsync(CurrentOwner owner, HistoryQueries history, CancellationToken cancellationToken) =>
        TypedResults.Ok((await history.ListOpenAsync(owner.Id, cancellationToken)).Select(ApiRestoration.From));

    public static async Task<IResult> FindAsync(Guid id, CurrentOwner owner, HistoryQueries history, CancellationToken cancellationToken) =>
        await history.FindAsync(id, owner.Id, cancellationToken) is { } entry
            ? TypedResults.Ok(ApiRestoration.From(entry))
            : TypedResults.NotFound();

    public static async Task<IResult> AddAsync(
        ApiNewRestoration wish,
        CurrentOwner owner,
        EngineRegistry registry,
        Albums albums,
        RequestSubmission submission,
        CancellationToken cancellationToken
    )
    {
        var choice = new EngineChoice((wish.Engine is { } id ? registry.Get(id) : registry.Default).Descriptor);
        if (wish.Preset is { } name)
        {
            choice.Take(
                choice.Presets.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                    ?? throw new InvalidOptionsException(
                        $"There is no preset “{name}”: choose one of {string.Join(", ", choice.Presets.Select(preset => preset.Name))}."
                    )
            );
        }

        Set(choice, wish.Options);
        var references = wish.ReferenceFaceIds ?? [];
        if (references.Count == 0 && wish.PersonId is { } personId)
        {
            var album =
                await albums.FindAsync(owner.Id, personId, cancellationToken)
                ?? throw new InvalidOptionsException("There is no such person: list them, or add one.");
            references = [.. AlbumReferences.Choose(album.Analysis).Select(place => place.Face.FaceId)];
            if (references.Count == 0)
            {
                throw new InvalidOptionsException("The person's album has no good photo yet: add some, or leave personId out.");
            }
        }

        var requestId = await submission.SubmitAsync(
            new NewRequest
            {
                OwnerId = owner.Id,
                PersonId = wish.PersonId,
                FaceId = wish.FaceId,
                ReferenceFaceIds = references,
                EngineId = choice.Descriptor.Id,
                Options = choice.ReadOptions(),
                Preset = choice.PresetName,
                BatchId = wish.BatchId,
                RealSize = ReadRealSize(wish.RealSize),
                Priority = wish.Priority,
                EvenIfSomebodyElse = wish.EvenIfSomebodyElse,
                SubmissionKey = wish.Key,
            },
            cancellationToken
        );
        return TypedResults.Ok(new ApiCreated(requestId));
    }

    public static async Task<IResult> BranchAsync(
        Guid id,
        ApiBranch wish,
        CurrentOwner owner,
        IDbContextFactory<SairDbContext> contexts,
        EngineRegistry registry,
        RequestSubmission submission,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.OpenForAsync(owner.Id, cancellationToken);
        var parent = await context
            .Requests.AsNoTracking()
            .Include(request => request.References)
            .Include(request => request.Restoration)
            .SingleOrDefaultAsync(request => request.Id == id && request.Restoration != null, cancellationToken);
        if (parent is null)
        {
            return TypedResults.NotFound();
        }

        if (wish.Iteration < 1 || wish.Iteration > parent.Restoration!.Iterations)
        {
            return Refused($"The run has {parent.Restoration!.Iterations} iterations: go on from one of them.");
        }

        var choice = new EngineChoice(registry.Describe(parent.EngineId));
        choice.Take(EngineOptionsJson.Read(choice.Descriptor, parent.OptionsJson, parent.OptionsVersion));
        Set(choice, wish.Options);
        var requestId = await submission.SubmitAsync(
            new NewRequest
            {
                OwnerId = owner.Id,
                PersonId = parent.PersonId,
                FaceId = parent.FaceId,
                ReferenceFaceIds = [.. parent.References.OrderBy(reference => reference.Position).Select(reference => reference.FaceId)],
                EngineId = parent.EngineId,
                Options = choice.ReadOptions(),
                Branch = new BranchPoint(id, wish.Iteration),
                EvenIfSomebodyElse = wish.EvenIfSomebodyElse,
                SubmissionKey = wish.Key,
            },
            cancellationToken
        );
        return TypedResults.Ok(new ApiCreated(requestId));
    }

    public static async Task<IResult> RepeatAsync(Guid id, ApiRepetition? wish, CurrentOwner owner, RequestRepetition repetition) =>
        await repetition.RepeatAsync(owner.Id, id, evenIfSomebodyElse: wish?.EvenIfSomebodyElse ?? false, key: wish?.Key) is { } requestId
            ? TypedResults.Ok(new ApiCreated(requestId))
            : TypedResults.NotFound();

    public static async Task<IResult> ControlAsync(
        Guid id,
        string action,
        CurrentOwner owner,
        HistoryQueries history,
        RequestControl control,
        CancellationToken cancellationToken
    )
    {
        if (await history.FindAsync(id, owner.Id, cancellationToken) is null)
        {
            return TypedResults.NotFound();
        }

        var done = await (
            action switch
            {
                "cancel" => control.CancelAsync(owner.Id, id, cancellationToken),
                "pause" => control.PauseAsync(owner.Id, id, cancellationToken),
                "resume" => control.ResumeAsync(owner.Id, id, cancellationToken),
                _ => control.KeepAsync(owner.Id, id, cancellationToken),
            }
        );
        return done
            ? TypedResults.NoContent()
            : Refused("The restoration is in a state in which this cannot be done.", StatusCodes.Status409Conflict);
    }

    public static async Task<IResult> DeleteAsync(
        Guid id,
        CurrentOwner owner,
        RequestControl control,
        CancellationToken cancellationToken
    ) => Done(await control.HideAsync(owner.Id, id, cancellationToken));

    public static async Task<IResult> UndeleteAsync(
        Guid id,
        CurrentOwner owner,
        RequestControl control,
        CancellationToken cancellationToken
    ) => Done(await control.UndeleteAsync(owner.Id, id, cancellationToken));

    private static RealSizeChoice? ReadRealSize(string? text) =>
        text is null ? null
        : RealSizeChoice.TryParse(text, out var choice) ? choice
        : throw new InvalidOptionsException(
            $"realSize takes {RealSizeChoice.AutomaticWord}, {RealSizeChoice.UseWord}, {RealSizeChoice.KeepWord} or "
                + $"{KnownDegradation.SmallestSide} to {KnownDegradation.LargestSide} pixels across the face square, not “{text}”."
        );

    private static void Set(EngineChoice choice, Dictionary<string, JsonElement>? options)
    {
        foreach (var (option, value) in options ?? [])
        {
            choice.Values[option] = choice.Values.ContainsKey(option)
                ? JsonSerializer.SerializeToNode(value)
                : throw new InvalidOptionsException(
                    $"There is no option “{option}”: choose among "
                        + $"{string.Join(", ", ((IDictionary<string, JsonNode?>)choice.Values).Keys)}."
                );
        }
    }
}
