using Sair.Application.Photos;
using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Cli.Restoring;

/// <summary>Reads good photos of one person; of a group, the face that is most like those on the other photos.</summary>
/// <param name="preparation">Finds or takes faces.</param>
/// <param name="notify">Receives what was chosen, one sentence each time.</param>
internal sealed class ReferenceReader(FacePreparation preparation, Action<string> notify)
{
    /// <summary>Takes one face of each photo; photos that are no usable pictures, or show no face, are left out.</summary>
    /// <param name="photos">Their paths.</param>
    /// <param name="isAligned">Whether they are face squares in FFHQ framing already.</param>
    /// <param name="cancellationToken">Checked once per photo.</param>
    /// <exception cref="InvalidImageException">A file is not there, or the only photo is no usable picture.</exception>
    /// <exception cref="NoFaceFoundException">The only photo shows no face.</exception>
    /// <exception cref="InvalidOptionsException">None of several can be used.</exception>
    public ReferencePhotos Read(IReadOnlyList<string> photos, bool isAligned, CancellationToken cancellationToken)
    {
        var found = new List<(string Path, IReadOnlyList<ReferencePhoto> Faces)>();
        var failures = new List<SairException>();
        foreach (var path in photos)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                found.Add((path, isAligned ? [Take(path)] : Find(path, cancellationToken)));
            }
            catch (Exception failure) when (failure is InvalidImageException or NoFaceFoundException && File.Exists(path))
            {
                failures.Add((SairException)failure);
            }
        }

        RequireAny(photos, found.Count, failures);
        var chosen = FaceChoice.OfGoodPhotos(
            found.ConvertAll(photo => (IReadOnlyList<FaceTraits>)[.. photo.Faces.Select(face => FaceTraits.Of(face.Face))])
        );
        foreach (var ((path, faces), choice) in found.Zip(chosen))
        {
            if (Describe(path, faces.Count, choice) is { } sentence)
            {
                notify(sentence);
            }
        }

        return new ReferencePhotos([.. found.Zip(chosen, (photo, choice) => photo.Faces[choice.Index])], failures.ConvertAll(LeftOut));
    }

    /// <summary>Refuses references of which none can be used.</summary>
    /// <param name="photos">Their paths.</param>
    /// <param name="usable">How many can be used.</param>
    /// <param name="failures">Why the others cannot.</param>
    public static void RequireAny(IReadOnlyList<string> photos, int usable, IReadOnlyList<SairException> failures)
    {
        if (usable > 0 || photos.Count == 0)
        {
            return;
        }

        throw photos.Count == 1
            ? failures[0]
            : new InvalidOptionsException($"None of the {photos.Count} good photos can be used; the first: {failures[0].Message}");
    }

    /// <summary>Tells which face of a good photo is taken.</summary>
    /// <param name="path">The name of the photo.</param>
    /// <param name="faces">How many faces it shows.</param>
    /// <param name="choice">The one that is taken.</param>
    /// <returns>One sentence; null where there is a single face.</returns>
    public static string? Describe(string path, int faces, ChosenFace choice) =>
        (faces, choice.Distance) switch
        {
            (1, _) => null,
            (_, { } distance) => $"{path} shows {faces} faces; face {choice.Index + 1} is taken, which is most like the other references "
                + $"(distance {distance:0.00}).",
            _ => $"{path} shows {faces} faces; the largest is taken.",
        };

    /// <summary>Says that a photo is left out.</summary>
    public static string LeftOut(SairException failure) => $"Left out: {failure.Message}";

    private ReferencePhoto Take(string path)
    {
        try
        {
            var content = PhotoFile.ReadBytes(path);
            var square = PhotoFile.Decode(path, content);
            return ReferencePhoto.Of(path, content, square, [preparation.Take(square)])[0];
        }
        catch (InvalidImageException failure) when (!failure.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidImageException($"{path}: {failure.Message}", failure);
        }
    }

    private IReadOnlyList<ReferencePhoto> Find(string path, CancellationToken cancellationToken)
    {
        var content = PhotoFile.ReadBytes(path);
        var upright = preparation.FindUpright(PhotoFile.Decode(path, content), turn: null, cancellationToken);
        if (upright.Turn != 0)
        {
            notify($"{path} was turned upright, by {upright.Turn}° clockwise.");
        }

        return upright.Faces.Count > 0
            ? ReferencePhoto.Of(path, content, upright.Photo, upright.Faces)
            : throw new NoFaceFoundException(
                $"No face was found in the reference {path}: choose another photo of the person, or say --aligned if all pictures are face "
                    + $"squares already."
            );
    }
}

/// <summary>A good photo.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Face">The person's face on it.</param>
/// <param name="Picture">What tells whether another file is the same picture.</param>
internal sealed record ReferencePhoto(string Path, PreparedFace Face, PicturedFace Picture)
{
    /// <summary>Takes the faces of a file.</summary>
    public static IReadOnlyList<ReferencePhoto> Of(string path, byte[] content, RgbImage photo, IReadOnlyList<PreparedFace> faces) =>
        [.. faces.Zip(PicturedFace.Of(content, photo, faces), (face, picture) => new ReferencePhoto(path, face, picture))];
}

/// <summary>Good photos of one person.</summary>
/// <param name="Photos">Those that can be used, in the order given; none only where none was given.</param>
/// <param name="LeftOut">Sentences about the others.</param>
internal sealed record ReferencePhotos(IReadOnlyList<ReferencePhoto> Photos, IReadOnlyList<string> LeftOut);
