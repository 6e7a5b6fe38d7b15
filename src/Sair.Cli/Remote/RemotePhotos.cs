using Sair.Cli.Restoring;
using Sair.Engine;

namespace Sair.Cli.Remote;

/// <summary>Sends photos to a site and lets it choose faces and order by the rule that this program has too.</summary>
/// <param name="client">The site.</param>
/// <param name="notify">Receives what was chosen, one sentence each time.</param>
internal sealed class RemotePhotos(ServerClient client, Action<string> notify)
{
    /// <summary>Sends the photo to restore.</summary>
    /// <returns>The photo, and the face of it that was asked for; no face where the choice was left open.</returns>
    /// <exception cref="NoFaceFoundException">The site finds no face.</exception>
    /// <exception cref="InvalidOptionsException">The face that was asked for is not there.</exception>
    public async Task<(RemotePhoto Photo, RemoteFace? Face)> SendAsync(
        RemoteRequest request,
        byte[] content,
        CancellationToken cancellationToken
    )
    {
        // A box is meant in the photo as it was given, unless its turn was given too.
        var turn = request.Box is null ? request.Turn : request.Turn ?? 0;
        var photo = await client.UploadAsync(request.Photo, content, request.IsAligned, turn, cancellationToken);
        if (TurnOption.Describe(request.Photo, photo.Turn, photo.ProposedTurn ?? 0, request.Turn) is { } turned)
        {
            notify(turned);
        }

        if (request.Box is { } box)
        {
            return (photo, await client.PlaceAsync(photo.Id, box, cancellationToken));
        }

        return (photo.Faces.Count, request.Face) switch
        {
            (0, _) => throw new NoFaceFoundException($"No face was found in {request.Photo}: mark it by --box x,y,w,h."),
            (_, null) => (photo, null),
            var (count, number) when number > count => throw new InvalidOptionsException(
                $"{request.Photo} shows {count} face(s), so there is no face {number}: choose one from 1 to {count}."
            ),
            var (_, number) => (photo, photo.Faces[number.Value - 1]),
        };
    }

    /// <summary>Sends a good photo of the person.</summary>
    /// <param name="path">The name of its file.</param>
    /// <param name="content">What the file holds.</param>
    /// <param name="isAligned">Whether it is a face square itself.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    /// <exception cref="NoFaceFoundException">The site finds no face.</exception>
    public async Task<RemotePhoto> SendReferenceAsync(string path, byte[] content, bool isAligned, CancellationToken cancellationToken)
    {
        var photo = await client.UploadAsync(path, content, isAligned, turn: null, cancellationToken);
        if (photo.Turn != 0)
        {
            notify($"{path} was turned upright, by {photo.Turn}° clockwise.");
        }

        return photo.Faces.Count > 0
            ? photo
            : throw new NoFaceFoundException($"No face was found in the reference {path}: choose another photo of the person.");
    }

    /// <summary>Lets the site choose the face of each photo, and the order in which good photos help.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="photo">The photo to restore.</param>
    /// <param name="face">The face of it that was asked for; null to choose one.</param>
    /// <param name="references">The good photos with the names of their files.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The face to restore; the references, best first.</returns>
    public async Task<(RemoteFace Face, IReadOnlyList<(string Path, Guid Face)> References)> ChooseAsync(
        RemoteRequest request,
        RemotePhoto photo,
        RemoteFace? face,
        IReadOnlyList<(string Path, RemotePhoto Photo)> references,
        CancellationToken cancellationToken
    )
    {
        var choice = await client.ChooseAsync(
            photo.Id,
            face?.Id,
            [.. references.Select(reference => reference.Photo.Id)],
            cancellationToken
        );
        var ranked = choice
            .GoodPhotos.Select(chosen =>
                (Chosen: chosen, references.Index().First(reference => reference.Item.Photo.Id == chosen.PhotoId).Index)
            )
            .ToList();
        foreach (var (chosen, index) in ranked.OrderBy(reference => reference.Index))
        {
            NotifyUnlessNull(ReferenceReader.Describe(references[index].Path, chosen.Faces, chosen.Choice));
        }

        if (face is null)
        {
            face = photo.Faces.First(found => found.Id == choice.Face.FaceId);
            NotifyUnlessNull(InputReader.Describe(request.Photo, choice.Face.Faces, choice.Face.Choice));
        }

        NotifyUnlessNull(face.RealSize?.Describe(request.RealSize, request.Photo));
        if (ranked.Count > 1)
        {
            notify($"Reference {ranked[0].Index + 1} leads: {ranked[0].Chosen.Reason}.");
        }

        return (face, [.. ranked.Select(reference => (references[reference.Index].Path, reference.Chosen.FaceId))]);
    }

    private void NotifyUnlessNull(string? sentence)
    {
        if (sentence is not null)
        {
            notify(sentence);
        }
    }
}
