using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Application.Photos;

/// <summary>Looks for the faces of a photo before it is stored, or stored again.</summary>
/// <param name="analyzer">Gets what finds faces; asked on the thread, each time until its models could be loaded.</param>
/// <param name="scorer">Scores the quality of faces.</param>
/// <param name="gpu">The thread that the analyzer runs on.</param>
/// <param name="options">Limits and sizes.</param>
internal sealed class PhotoLook(Func<IFaceAnalyzer> analyzer, FaceScorer scorer, IComputeThread gpu, ApplicationOptions options)
{
    // Smaller photos are searched thoroughly in the time of a look or two.
    private const int LargestOfOneLook = 1024;

    /// <summary>Finds the faces of a photo and whether it lies.</summary>
    /// <param name="photo">The photo as it lies.</param>
    /// <param name="isQuick">Whether a first look is enough for a large photo.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<FacesAtSight> FindAsync(RgbImage photo, bool isQuick, CancellationToken cancellationToken)
    {
        // A first look that shows nobody is no answer: then the thorough search is waited for.
        var isLarge = Math.Max(photo.Width, photo.Height) > LargestOfOneLook;
        var first =
            isQuick && isLarge
                ? await gpu.RunAsync(
                    () => Look(photo, analyzer().AnalyzeQuickly(photo, cancellationToken), cancellationToken),
                    cancellationToken
                )
                : null;
        var isPending = first is { Faces.Count: > 0 };
        var (faces, turn) =
            isPending ? first!
            : isLarge
                ? await gpu.RunBesideAsync(
                    () => Look(photo, analyzer().Analyze(photo, cancellationToken), cancellationToken),
                    cancellationToken
                )
            : await gpu.RunAsync(() => Look(photo, analyzer().Analyze(photo, cancellationToken), cancellationToken), cancellationToken);
        return new FacesAtSight(await CutAsync(photo, faces, cancellationToken), isPending, turn);
    }

    /// <summary>Searches a large photo for faces beyond those that are known.</summary>
    /// <param name="photo">The photo as it lies.</param>
    /// <param name="known">Boxes of known faces in pixels.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<IReadOnlyList<FaceCut>> FindFurtherAsync(
        RgbImage photo,
        IReadOnlyList<FaceBox> known,
        CancellationToken cancellationToken
    ) =>
        await CutAsync(
            photo,
            await gpu.RunBesideAsync(() => analyzer().AnalyzeFurther(photo, known, cancellationToken), cancellationToken),
            cancellationToken
        );

    private Seen Look(RgbImage photo, IReadOnlyList<DetectedFace> faces, CancellationToken cancellationToken) =>
        new(faces, analyzer().FindTurn(photo, faces, cancellationToken) is var turn and not 0 ? turn : null);

    // The network that scores lives on the thread itself.
    private Task<List<FaceCut>> CutAsync(RgbImage photo, IReadOnlyList<DetectedFace> faces, CancellationToken cancellationToken) =>
        gpu.RunAsync(() => faces.Select(face => FaceCut.Of(photo, face, options.MaximumSquareSide, scorer)).ToList(), cancellationToken);

    private sealed record Seen(IReadOnlyList<DetectedFace> Faces, int? Turn);

    /// <summary>Takes a face square in FFHQ framing as it is.</summary>
    /// <param name="square">The picture.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="Engine.InvalidImageException">The picture is not square or has too few pixels.</exception>
    public Task<FacesAtSight> TakeAsync(RgbImage square, CancellationToken cancellationToken) =>
        gpu.RunAsync(
            () => new FacesAtSight([FaceCut.OfSquare(square, analyzer(), options.MaximumSquareSide, scorer)], false, null),
            cancellationToken
        );
}

/// <summary>What a look at a photo shows.</summary>
/// <param name="Faces">The faces, largest first.</param>
/// <param name="IsPending">Whether smaller ones are still to be searched for.</param>
/// <param name="ProposedTurn">How far the photo should be turned clockwise, 90, 180 or 270 degrees; null where it stands upright or
/// nothing tells.</param>
internal sealed record FacesAtSight(IReadOnlyList<FaceCut> Faces, bool IsPending, int? ProposedTurn);
