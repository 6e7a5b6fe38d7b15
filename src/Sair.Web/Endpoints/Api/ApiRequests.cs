using System.Text.Json.Nodes;
using Sair.Data.People;
using Sair.Data.Requests;
using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Web.Accounts;
using Sair.Web.Components.Engines;
using Sair.Web.Components.Restoring;
using Sair.Web.Downloads;
using Sair.Worker.Engines;
using Sair.Worker.People;
using Sair.Worker.Queue;

namespace Sair.Web.Endpoints.Api;

/// <summary>Restorations for programs.</summary>
internal static class ApiRequests
{
    private const int PageSize = 100;

    public static IResult ListEngines(EngineRegistry registry, EngineAvailability availability) => TypedResults.Ok(registry.Engines.Select(engine =>
    {
        var choice = new EngineChoice(engine);
        return new ApiEngine(
            choice.Descriptor.Id, choice.Descriptor.DisplayName, choice.Descriptor.Summary, availability.WhyNot(choice.Descriptor), [.. choice.Presets.Select(preset => preset.Name)], choice.Values);
    }));

    public static async Task<IResult> ListAsync(CurrentOwner owner, HistoryQueries history, Guid? before, CancellationToken cancellationToken) =>
        TypedResults.Ok((await history.ListAsync(owner.Id, null, before, PageSize, cancellationToken)).Select(ApiRestoration.From));

    public static async Task<IResult> FindAsync(Guid id, CurrentOwner owner, HistoryQueries history, CancellationToken cancellationToken) =>
        await history.FindAsync(id, owner.Id, cancellationToken) is { } entry ? TypedResults.Ok(ApiRestoration.From(entry)) : TypedResults.NotFound();

    public static async Task<IResult> AddAsync(
        ApiNewRestoration wish, CurrentOwner owner, EngineRegistry registry, PeopleStore people, RequestSubmission submission, CancellationToken cancellationToken)
    {
        var choice = new EngineChoice(wish.Engine is { } id ? registry.Get(id) : registry.Default);
        if (wish.Preset is { } name)
        {
            choice.Take(choice.Presets.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new InvalidOptionsException($"There is no preset “{name}”: choose one of {string.Join(", ", choice.Presets.Select(preset => preset.Name))}."));
        }

        foreach (var (option, value) in wish.Options ?? [])
        {
            choice.Values[option] = choice.Values.ContainsKey(option)
                ? value?.DeepClone()
                : throw new InvalidOptionsException($"There is no option “{option}”: choose among {string.Join(", ", ((IDictionary<string, JsonNode?>)choice.Values).Keys)}.");
        }

        var references = wish.ReferenceFaceIds ?? [];
        if (references.Count == 0 && wish.PersonId is { } personId)
        {
            var person = await people.FindAsync(owner.Id, personId, cancellationToken)
                ?? throw new InvalidOptionsException("There is no such person: list them, or add one.");
            references = [.. AlbumReferences.Choose(Albums.Analyse(person)).Select(place => place.Face.FaceId)];
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
                Priority = wish.Priority is { } priority ? Math.Clamp(priority, QueueOrder.Lowest, QueueOrder.Highest) : null,
            },
            cancellationToken);
        return TypedResults.Ok(new ApiCreated(requestId));
    }

    public static async Task<IResult> ControlAsync(
        Guid id, string action, CurrentOwner owner, HistoryQueries history, RequestControl control, CancellationToken cancellationToken)
    {
        if (await history.FindAsync(id, owner.Id, cancellationToken) is null)
        {
            return TypedResults.NotFound();
        }

        var done = await (action switch
        {
            "cancel" => control.CancelAsync(id, cancellationToken),
            "pause" => control.PauseAsync(id, cancellationToken),
            "resume" => control.ResumeAsync(id, cancellationToken),
            _ => control.KeepAsync(id, cancellationToken),
        });
        return done ? TypedResults.NoContent() : TypedResults.Problem("The restoration is in a state in which this cannot be done.", statusCode: StatusCodes.Status409Conflict);
    }

    public static async Task<IResult> DeleteAsync(Guid id, CurrentOwner owner, HistoryQueries history, RequestControl control, RequestStore requests, CancellationToken cancellationToken)
    {
        if (await history.FindAsync(id, owner.Id, cancellationToken) is null)
        {
            return TypedResults.NotFound();
        }

        await control.CancelAsync(id, cancellationToken);
        return await requests.SetDeletedAsync(owner.Id, id, deleted: true, cancellationToken) ? TypedResults.NoContent() : TypedResults.Conflict();
    }

    public static async Task<IResult> ResultAsync(Guid id, string? format, string? metadata, int? photo, CurrentOwner owner, ResultFile files, CancellationToken cancellationToken)
    {
        var chosen = (format ?? "png").ToUpperInvariant() switch
        {
            "PNG" => ImageFormat.Png,
            "JPEG" => ImageFormat.Jpeg,
            "WEBP" => ImageFormat.Webp,
            _ => throw new InvalidOptionsException("The format is png, jpeg or webp."),
        };
        var choice = Enum.TryParse<MetadataChoice>(metadata, ignoreCase: true, out var named) ? named : MetadataChoice.Basic;
        if (photo is not (null or 1 or 2 or 4))
        {
            throw new InvalidOptionsException("The whole photo can be enlarged 1, 2 or 4 times.");
        }

        return await files.MakeAsync(owner.Id, id, chosen, choice, photo, cancellationToken) is { } file ? TypedResults.File(file.Content, file.ContentType, file.Name) : TypedResults.NotFound();
    }
}
