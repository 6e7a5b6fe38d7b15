using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Cli.Restoring;

/// <summary>Reads the photos of a request and makes an engine's input of them.</summary>
/// <param name="preparation">Finds or takes faces.</param>
/// <param name="tell">Receives what was chosen, in sentences.</param>
internal sealed class InputReader(FacePreparation preparation, Action<string> tell)
{
    /// <summary>Reads photo and references; references that cannot be used are left out.</summary>
    /// <exception cref="InvalidImageException">The photo is no usable picture, or a file is not there.</exception>
    /// <exception cref="NoFaceFoundException">The photo shows no face.</exception>
    /// <exception cref="InvalidOptionsException">The chosen face is not there, or no reference can be used.</exception>
    public ReadInput Read(RestoreRequest request, CancellationToken cancellationToken)
    {
        var photo = PhotoFile.Read(request.Photo);
        var marks = MaskFiles.Read(photo, request.Masks);
        var taken = request.IsAligned ? Take(request.Photo, photo) : null;
        var references = new ReferenceReader(preparation, tell).Read(request.References, request.IsAligned, cancellationToken);
        var people = references.Photos.Select(reference => reference.Face).ToList();
        var face = taken ?? ChooseFace(request, photo, people, cancellationToken);
        return new ReadInput(Mark(request, marks, face, people), [.. references.Photos.Select(reference => reference.Path)], references.LeftOut);
    }

    private PreparedInput Mark(RestoreRequest request, PhotoMarks? marks, PreparedFace face, IReadOnlyList<PreparedFace> references)
    {
        var prepared = Prepare(face, references);
        return prepared with { Input = MaskFiles.Mark(prepared.Input, marks, face, request.ProposesScratches, request.Degradation) };
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

/// <summary>What an engine works on, with the files that it came from.</summary>
/// <param name="Prepared">The input.</param>
/// <param name="References">The paths of the references in the order of their numbers; those that were left out are missing.</param>
/// <param name="LeftOut">Sentences about references that were left out.</param>
internal sealed record ReadInput(PreparedInput Prepared, IReadOnlyList<string> References, IReadOnlyList<string> LeftOut);
