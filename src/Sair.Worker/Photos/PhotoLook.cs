using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Worker.Gpu;
using Sair.Worker.Quality;

namespace Sair.Worker.Photos;

/// <summary>Looks for the faces of a photo before it is stored, or stored again.</summary>
/// <param name="analyzer">Gets what finds faces; asked on the thread, each time until its models could be loaded.</param>
/// <param name="scorer">Scores the quality of faces.</param>
/// <param name="gpu">The thread that the analyzer runs on.</param>
/// <param name="options">Limits and sizes.</param>
internal sealed class PhotoLook(Func<IFaceAnalyzer> analyzer, FaceScorer scorer, GpuThread gpu, WorkerOptions options)
{
    // Smaller photos are searched thoroughly in the time of a look or two.
    private const int LargestOfOneLook = 1024;

    /// <summary>Finds the faces of a photo and whether it lies.</summary>
    /// <param name="photo">The photo as it lies.</param>
    /// <param name="isQuick">Whether a first look is enough for a large photo.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public Task<FacesAtSight> FindAsync(RgbImage photo, bool isQuick, CancellationToken cancellationToken) => gpu.RunAsync(
        () =>
        {
            // A first look that shows nobody is no answer: then the thorough search is waited for.
            var isLarge = Math.Max(photo.Width, photo.Height) > LargestOfOneLook;
            var first = isQuick && isLarge ? analyzer().AnalyzeQuickly(photo, cancellationToken) : [];
            var isPending = first.Count > 0;
            var faces = isPending ? first : analyzer().Analyze(photo, cancellationToken);
            var turn = analyzer().FindTurn(photo, faces, cancellationToken);
            return new FacesAtSight([.. faces.Select(face => FaceCut.Of(photo, face, options.MaximumSquareSide, scorer))], isPending, turn == 0 ? null : turn);
        },
        cancellationToken);

    /// <summary>Takes a face square in FFHQ framing as it is.</summary>
    /// <param name="square">The picture.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="Engine.InvalidImageException">The picture is not square or has too few pixels.</exception>
    public Task<FacesAtSight> TakeAsync(RgbImage square, CancellationToken cancellationToken) =>
        gpu.RunAsync(() => new FacesAtSight([FaceCut.OfSquare(square, analyzer(), options.MaximumSquareSide, scorer)], false, null), cancellationToken);
}

/// <summary>What a look at a photo shows.</summary>
/// <param name="Faces">The faces, largest first.</param>
/// <param name="IsPending">Whether smaller ones are still to be searched for.</param>
/// <param name="ProposedTurn">How far the photo should be turned clockwise, 90, 180 or 270 degrees; null where it stands upright or nothing tells.</param>
internal sealed record FacesAtSight(IReadOnlyList<FaceCut> Faces, bool IsPending, int? ProposedTurn);
