using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Cli.Restoring;

/// <summary>Reads the photos of a request and makes an engine's input of them.</summary>
/// <param name="preparation">Finds or takes faces.</param>
/// <param name="tell">Receives what was chosen, in sentences.</param>
internal sealed class InputReader(FacePreparation preparation, Action<string> tell)
{
    /// <summary>Reads photo and references.</summary>
    /// <exception cref="InvalidImageException">A file is no usable picture.</exception>
    /// <exception cref="NoFaceFoundException">A photo shows no face.</exception>
    /// <exception cref="InvalidOptionsException">The chosen face is not there.</exception>
    public PreparedInput Read(RestoreRequest request, CancellationToken cancellationToken)
    {
        var photo = PhotoFile.Read(request.Photo);
        var references = request.References.Select(path => (Path: path, Image: PhotoFile.Read(path))).ToList();
        if (request.IsAligned)
        {
            return Prepare(Take(request.Photo, photo), [.. references.Select(reference => Take(reference.Path, reference.Image))]);
        }

        var people = ReadReferences(references, cancellationToken);
        return Prepare(ChooseFace(request, photo, people, cancellationToken), people);
    }

    private PreparedInput Prepare(PreparedFace degraded, IReadOnlyList<PreparedFace> references)
    {
        var prepared = FacePreparation.Prepare(degraded, references);
        if (references.Count > 1)
        {
            var best = prepared.References[0];
            tell($"Reference {best.Index + 1} leads: {best.Reason}.");
        }

        return prepared;
    }

    private PreparedFace Take(string path, RgbImage image)
    {
        try
        {
            return preparation.Take(image);
        }
        catch (InvalidImageException failure)
        {
            throw new InvalidImageException($"{path}: {failure.Message}", failure);
        }
    }

    private List<PreparedFace> ReadReferences(List<(string Path, RgbImage Image)> references, CancellationToken cancellationToken)
    {
        var found = references.ConvertAll(reference => (reference.Path, Faces: preparation.Find(reference.Image, cancellationToken)));
        var alone = found.Where(entry => entry.Faces.Count == 1).Select(entry => entry.Faces[0]).ToList();
        return found.ConvertAll(entry => ChooseReference(entry.Path, entry.Faces, alone));
    }

    private PreparedFace ChooseReference(string path, IReadOnlyList<PreparedFace> faces, List<PreparedFace> alone)
    {
        if (faces.Count == 0)
        {
            throw new NoFaceFoundException($"No face was found in the reference {path}: choose another photo of the person, or say --aligned if all pictures are face squares already.");
        }

        var (index, distance) = FacePreparation.Propose(faces, alone);
        if (faces.Count > 1)
        {
            tell(distance is null
                ? $"{path} shows {faces.Count} faces; the largest is taken."
                : $"{path} shows {faces.Count} faces; face {index + 1} is taken, which is most like the other references (distance {distance:0.00}).");
        }

        return faces[index];
    }

    private PreparedFace ChooseFace(RestoreRequest request, RgbImage photo, List<PreparedFace> references, CancellationToken cancellationToken)
    {
        if (request.Box is { } box)
        {
            return preparation.Place(photo, box);
        }

        var faces = preparation.Find(photo, cancellationToken);
        if (faces.Count == 0)
        {
            throw new NoFaceFoundException($"No face was found in {request.Photo}: mark it by --box x,y,w,h, or say --aligned if all pictures are face squares already.");
        }

        if (request.Face is { } number)
        {
            return number <= faces.Count
                ? faces[number - 1]
                : throw new InvalidOptionsException($"{request.Photo} shows {faces.Count} face(s), so there is no face {number}: choose one from 1 to {faces.Count}.");
        }

        var (index, distance) = FacePreparation.Propose(faces, references);
        if (faces.Count > 1)
        {
            var reason = distance is null ? "the largest" : $"most like the references (distance {distance:0.00})";
            tell($"{request.Photo} shows {faces.Count} faces; face {index + 1} is taken, {reason}. Choose another by --face N, counted from the largest.");
        }

        return faces[index];
    }
}
