using Sair.Application.Models;
using Sair.Application.Restorations;
using Sair.Data.People;
using Sair.Data.Requests;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Gen2Res;

namespace Sair.Application.People;

/// <summary>
/// Learns a person from an album apart from any restoration: a request like any other, whose picture only shows how far it is.
/// </summary>
/// <param name="engines">The engines there are.</param>
/// <param name="availability">Which of them can run.</param>
/// <param name="estimates">How long it takes.</param>
/// <param name="models">What was learned.</param>
/// <param name="history">What is being learned.</param>
/// <param name="submission">Puts the request into the queue.</param>
public sealed class PersonalLearning(
    EngineRegistry engines,
    EngineAvailability availability,
    EngineEstimates estimates,
    PersonalModels models,
    HistoryQueries history,
    RequestSubmission submission
)
{
    private static readonly Gen2ResOptions s_options = new() { Mode = Gen2ResMode.Personal };

    /// <summary>Finds the engine that learns people; null where there is none that can run.</summary>
    public EngineDescriptor? FindEngine() =>
        engines.Descriptors.FirstOrDefault(engine => engine.OptionsType == typeof(Gen2ResOptions) && availability.WhyNot(engine) is null);

    /// <summary>Gives the faces that would be learned today: those that a restoration takes, best first.</summary>
    public static IReadOnlyList<Guid> FacesOf(Album album)
    {
        ArgumentNullException.ThrowIfNull(album);
        return [.. AlbumReferences.Choose(album.Analysis).Select(place => place.Face.FaceId)];
    }

    /// <summary>Estimates how long learning takes on this machine; null where nothing can be learned or the engine cannot tell.</summary>
    /// <param name="album">The album.</param>
    /// <param name="cancellationToken">Ends the waiting for the tensor thread.</param>
    public async Task<TimeSpan?> EstimateAsync(Album album, CancellationToken cancellationToken = default) =>
        FindEngine() is { } engine && FacesOf(album) is { Count: > 0 } faces
            ? (await estimates.FindAsync(engine.Id, s_options, faces.Count, cancellationToken))?.Learning
            : null;

    /// <summary>Compares what was learned with the album as it is.</summary>
    /// <param name="ownerId">Whose album it is.</param>
    /// <param name="album">The album.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<PersonalModelState> FindStateAsync(Guid ownerId, Album album, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(album);
        return PersonalModelState.Of(
            await models.ListAsync(ownerId, album.PersonId, cancellationToken),
            FacesOf(album),
            availability.HashOf(Gen2ResPack.FaceModelId)
        );
    }

    /// <summary>Finds the request that learns the person; null where none waits, runs or is paused.</summary>
    /// <param name="ownerId">Whose album it is.</param>
    /// <param name="personId">The person.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<HistoryEntry?> FindUnderwayAsync(Guid ownerId, Guid personId, CancellationToken cancellationToken = default)
    {
        var engine = FindEngine();
        return (await history.ListOpenAsync(ownerId, cancellationToken)).FirstOrDefault(entry =>
            entry.PersonId == personId && entry.EngineId == engine?.Id
        );
    }

    /// <summary>Asks for it. What was learned shows on a photo that was held back, else on the best one.</summary>
    /// <param name="ownerId">Whose album it is.</param>
    /// <param name="album">The album, with at least one photo that can be used.</param>
    /// <param name="key">What is the same when one wish arrives twice.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The id of the request.</returns>
    /// <exception cref="Engine.InvalidOptionsException">No engine learns people here, or the album has no photo that can be
    /// used.</exception>
    public Task<Guid> LearnAsync(Guid ownerId, Album album, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(album);
        var shown = album.Analysis.Places.Where(place => place.IsUsable).Select(place => place.Face.FaceId).ToList();
        var faces = FacesOf(album);
        if (FindEngine() is not { } engine || shown.Count == 0)
        {
            throw new Engine.InvalidOptionsException(
                $"{album.Name} cannot be learned: add good photos to the album, and see on the models page that the personal model is "
                    + "installed."
            );
        }

        return submission.SubmitAsync(
            new NewRequest
            {
                OwnerId = ownerId,
                PersonId = album.PersonId,
                FaceId = shown.Except(faces).FirstOrDefault(shown[0]),
                ReferenceFaceIds = faces,
                EngineId = engine.Id,
                Options = s_options,
                IsForLearning = true,
                SubmissionKey = key,
            },
            cancellationToken
        );
    }
}
