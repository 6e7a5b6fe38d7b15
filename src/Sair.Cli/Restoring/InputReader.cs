using Sair.Application.Photos;
using Sair.Application.Restorations;
using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Cli.Restoring;

/// <summary>Reads the photos of a request and makes an engine's input of them.</summary>
/// <param name="preparation">Finds or takes faces.</param>
/// <param name="notify">Receives what was chosen, one sentence each time.</param>
internal sealed class InputReader(FacePreparation preparation, Action<string> notify)
{
    /// <summary>Reads photo and references; references that cannot be used, or are the photo itself, are left out.</summary>
    /// <exception cref="InvalidImageException">The photo is no usable picture, or a file is not there.</exception>
    /// <exception cref="NoFaceFoundException">The photo shows no face.</exception>
    /// <exception cref="InvalidOptionsException">The chosen face is not there, or no reference can be used.</exception>
    /// <exception cref="SomebodyElseException">The face looks like somebody else than the references, and it was not said that this is
    /// meant.</exception>
    public ReadInput Read(RestoreRequest request, CancellationToken cancellationToken)
    {
        var content = PhotoFile.ReadBytes(request.Photo);
        var photo = PhotoFile.Decode(request.Photo, content);
        var taken = request.IsAligned ? Take(request.Photo, photo) : null;
        var upright = taken is null ? MakeUpright(request, photo, cancellationToken) : null;
        var marks = MaskFiles.Read(upright?.Photo ?? photo, request.Masks, upright?.Turn ?? 0);
        var references = new ReferenceReader(preparation, notify).Read(request.References, request.IsAligned, cancellationToken);
        var face = taken ?? ChooseFace(request, upright!, [.. references.Photos.Select(reference => reference.Face)]);
        var itself = PicturedFace.Of(content, upright?.Photo ?? photo, [face])[0];
        var others = references.Photos.Where(reference => !reference.Picture.IsSameAs(itself)).ToList();
        var people = others.ConvertAll(reference => reference.Face);
        Check(request, face, people, references.Photos.Count, isLying: upright is { ProposedTurn: not 0 });
        var size = RealSizeDecision.Of(request.RealSize, upright?.Photo ?? photo, face);
        if (size.Describe(request.Photo, face) is { } enlarged)
        {
            notify(enlarged);
        }

        request = request with { Degradation = size.Apply(request.Degradation, face) };
        return new ReadInput(
            Mark(request, marks, face, people),
            others.ConvertAll(reference => reference.Path),
            [
                .. references.LeftOut,
                .. references
                    .Photos.Except(others)
                    .Select(reference => $"Left out: {reference.Path} is the very photo that shall be restored."),
            ]
        )
        {
            RealSize = size.ToRecord(face),
        };
    }

    /// <summary>Tells which face of the photo to restore is taken.</summary>
    /// <param name="path">The name of the photo.</param>
    /// <param name="faces">How many faces it shows.</param>
    /// <param name="choice">The one that is taken.</param>
    /// <returns>One sentence; null where there is a single face.</returns>
    public static string? Describe(string path, int faces, ChosenFace choice)
    {
        var reason = choice.Distance is { } distance ? $"most like the references (distance {distance:0.00})" : "the largest";
        return faces == 1
            ? null
            : $"{path} shows {faces} faces; face {choice.Index + 1} is taken, {reason}. Choose another by --face N, counted "
                + $"from the largest.";
    }

    // Nothing is computed with the photo itself as its only reference, or of somebody else unless that is meant. Whose photo lies on its
    // side is not called somebody else for that.
    private void Check(RestoreRequest request, PreparedFace face, IReadOnlyList<PreparedFace> good, int given, bool isLying)
    {
        if (good.Count == 0 && given > 0)
        {
            throw new InvalidOptionsException(ReferenceCheck.OnlyItselfSentence);
        }

        if (request.EvenIfSomebodyElse || isLying || PersonCheck.Of(face, good) is not { } check)
        {
            return;
        }

        if (check.Verdict == PersonVerdict.Unsure)
        {
            notify(check.Sentence(null));
        }
        else if (check.Verdict == PersonVerdict.SomebodyElse)
        {
            throw new SomebodyElseException(
                $"{check.Sentence(null)} Choose another photo or other references; where it is meant, add "
                    + $"{RestoreRequest.EvenIfSomebodyElseOption}."
            );
        }
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
            notify($"Reference {best.Index + 1} leads: {best.Reason}.");
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

    // A box is meant in the photo as it was given, unless its turn was given too.
    private UprightPhoto MakeUpright(RestoreRequest request, RgbImage photo, CancellationToken cancellationToken)
    {
        if (request.Box is not null)
        {
            return new UprightPhoto(photo.Turn(request.Turn ?? 0), [], request.Turn ?? 0, ProposedTurn: 0);
        }

        var upright = preparation.FindUpright(photo, request.Turn, cancellationToken);
        if (TurnOption.Describe(request.Photo, upright.Turn, upright.ProposedTurn, request.Turn) is { } turned)
        {
            notify(turned);
        }

        return upright;
    }

    private PreparedFace ChooseFace(RestoreRequest request, UprightPhoto upright, IReadOnlyList<PreparedFace> references)
    {
        if (request.Box is { } box)
        {
            return preparation.Place(upright.Photo, box);
        }

        var faces = upright.Faces;
        if (faces.Count == 0)
        {
            throw new NoFaceFoundException(
                $"No face was found in {request.Photo}: mark it by --box x,y,w,h, or say --aligned if all pictures are face "
                    + $"squares already."
            );
        }

        if (request.Face is { } number)
        {
            return number <= faces.Count
                ? faces[number - 1]
                : throw new InvalidOptionsException(
                    $"{request.Photo} shows {faces.Count} face(s), so there is no face {number}: choose one from 1 to {faces.Count}."
                );
        }

        var choice = FaceChoice.MostLikeOrLargest([.. faces.Select(FaceTraits.Of)], [.. references.Select(FaceTraits.Of)]);
        if (Describe(request.Photo, faces.Count, choice) is { } sentence)
        {
            notify(sentence);
        }

        return faces[choice.Index];
    }
}

/// <summary>What an engine works on, with the files that it came from.</summary>
/// <param name="Prepared">The input.</param>
/// <param name="References">The paths of the references in the order of their numbers; those that were left out are missing.</param>
/// <param name="LeftOut">Sentences about references that were left out.</param>
internal sealed record ReadInput(PreparedInput Prepared, IReadOnlyList<string> References, IReadOnlyList<string> LeftOut)
{
    /// <summary>Gets what was decided about the photo's real size.</summary>
    public required RealSizeRecord RealSize { get; init; }
}
