using Sair.Cli.Restoring;
using Sair.Engine;

namespace Sair.Cli.Remote;

/// <summary>Sends photos to a site and chooses their faces.</summary>
/// <param name="client">The site.</param>
/// <param name="notify">Receives what was chosen, one sentence each time.</param>
internal sealed class RemotePhotos(ServerClient client, Action<string> notify)
{
    /// <summary>Sends the photo to restore.</summary>
    /// <returns>The face that is meant.</returns>
    /// <exception cref="NoFaceFoundException">The site finds no face.</exception>
    /// <exception cref="InvalidOptionsException">There are several faces and none is chosen, or the chosen one is not there.</exception>
    public async Task<RemoteFace> SendAsync(RemoteRequest request, byte[] content, CancellationToken cancellationToken)
    {
        // A box is meant in the photo as it was given, unless its turn was given too.
        var photo = await client.UploadAsync(
            request.Photo, content, request.IsAligned, request.Box is null ? request.Turn : request.Turn ?? 0, cancellationToken);
        if (TurnOption.Describe(request.Photo, photo.Turn, photo.ProposedTurn ?? 0, request.Turn) is { } turned)
        {
            notify(turned);
        }

        var face = request.Box is { } box ? await client.PlaceAsync(photo.Id, box, cancellationToken) : Choose(request, photo);
        if (face.RealSize?.Describe(request.RealSize, request.Photo) is { } enlarged)
        {
            notify(enlarged);
        }

        return face;
    }

    /// <summary>Sends a good photo of the person.</summary>
    /// <param name="path">The name of its file.</param>
    /// <param name="content">What the file holds.</param>
    /// <param name="isAligned">Whether it is a face square itself.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    /// <returns>The id of its face.</returns>
    /// <exception cref="NoFaceFoundException">The site finds no face.</exception>
    public async Task<Guid> SendReferenceAsync(string path, byte[] content, bool isAligned, CancellationToken cancellationToken)
    {
        var photo = await client.UploadAsync(path, content, isAligned, turn: null, cancellationToken);
        if (photo.Turn != 0)
        {
            notify($"{path} was turned upright, by {photo.Turn}° clockwise.");
        }

        if (photo.Faces.Count > 1)
        {
            notify($"{path} shows {photo.Faces.Count} faces; the largest is taken.");
        }

        return photo.Faces.Count > 0
            ? photo.Faces[0].Id
            : throw new NoFaceFoundException($"No face was found in the reference {path}: choose another photo of the person.");
    }

    private static RemoteFace Choose(RemoteRequest request, RemotePhoto photo) => (photo.Faces.Count, request.Face) switch
    {
        (0, _) => throw new NoFaceFoundException($"No face was found in {request.Photo}: mark it by --box x,y,w,h."),
        (1, null) => photo.Faces[0],
        (var count, null) =>
            throw new InvalidOptionsException(
                $"{request.Photo} shows {count} faces: choose one by --face N, counted from the largest."),
        var (count, number) when number > count =>
            throw new InvalidOptionsException(
                $"{request.Photo} shows {count} face(s), so there is no face {number}: choose one from 1 to {count}."),
        var (_, number) => photo.Faces[number.Value - 1],
    };
}
