using Sair.Engine.Engines;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Engine.Preparation;

/// <summary>Turns photos into what an engine works on: finds or takes faces, orders references, warns.</summary>
/// <param name="analyzer">Finds and describes faces.</param>
public sealed class FacePreparation(IFaceAnalyzer analyzer)
{
    /// <summary>The least side of a face square, in pixels, that is worked on.</summary>
    public const int LeastSide = 8;

    /// <summary>The largest side of a face square, in pixels; larger faces are reduced to it.</summary>
    public const int LargestSide = 1024;

    /// <summary>Finds the faces of a photo, largest first.</summary>
    /// <returns>Empty when there is none.</returns>
    public IReadOnlyList<PreparedFace> Find(RgbImage photo, CancellationToken cancellationToken = default) =>
        [.. analyzer.Analyze(photo, cancellationToken).Select(face => Cut(photo, face))];

    /// <summary>Finds the faces of a photo that are large enough to be worked on, largest first; smaller ones are left out.</summary>
    /// <returns>Empty when there is none.</returns>
    public IReadOnlyList<PreparedFace> FindLargeEnough(RgbImage photo, CancellationToken cancellationToken = default) =>
        LargeEnough(photo, analyzer.Analyze(photo, cancellationToken));

    /// <summary>Stands a photo upright and finds its faces that are large enough to be worked on, largest first.</summary>
    /// <param name="photo">The photo as it lies.</param>
    /// <param name="turn">How far it is turned clockwise: 0, 90, 180 or 270 degrees; null leaves it to its faces.</param>
    /// <param name="cancellationToken">Checked between network calls.</param>
    public UprightPhoto FindUpright(RgbImage photo, int? turn, CancellationToken cancellationToken = default)
    {
        var given = photo.Turn(turn ?? 0);
        var faces = analyzer.Analyze(given, cancellationToken);
        var proposed = analyzer.FindTurn(given, faces, cancellationToken);
        if (turn is not null || proposed == 0)
        {
            return new UprightPhoto(given, LargeEnough(given, faces), turn ?? 0, proposed);
        }

        var upright = photo.Turn(proposed);
        return new UprightPhoto(upright, LargeEnough(upright, analyzer.Analyze(upright, cancellationToken)), proposed, ProposedTurn: 0);
    }

    /// <summary>Takes the face that the user marked.</summary>
    /// <param name="photo">An upright photo.</param>
    /// <param name="box">Where the face is, in pixels.</param>
    /// <exception cref="NoFaceFoundException">The box lies outside the photo.</exception>
    public PreparedFace Place(RgbImage photo, FaceBox box) => Cut(photo, analyzer.AnalyzeAt(photo, box));

    /// <summary>Takes a face square that is in FFHQ framing already; nothing is detected.</summary>
    /// <param name="square">The square, any side.</param>
    /// <exception cref="InvalidImageException">The picture is not square or has too few pixels.</exception>
    public PreparedFace Take(RgbImage square)
    {
        ArgumentNullException.ThrowIfNull(square);
        if (square.Width != square.Height)
        {
            throw new InvalidImageException(
                $"An aligned face is a square, and this picture has {square.Width}×{square.Height} pixels: cut it to a square in FFHQ "
                    + "framing, or let the face be found."
            );
        }

        var reduced = ImageResizer.ShrinkToFit(square, LargestSide);
        RequireSide(reduced.Width);
        return new PreparedFace(reduced, analyzer.DescribeAligned(reduced));
    }

    /// <summary>Puts references in order and says what is doubtful about them.</summary>
    /// <param name="degraded">The face to restore.</param>
    /// <param name="references">Faces of the person.</param>
    /// <param name="keepOrder">Whether the order is the user's choice.</param>
    public static PreparedInput Prepare(PreparedFace degraded, IReadOnlyList<PreparedFace> references, bool keepOrder = false)
    {
        ArgumentNullException.ThrowIfNull(degraded);
        ArgumentNullException.ThrowIfNull(references);
        var ranked = ReferenceRanking.Rank(degraded, references);
        if (keepOrder)
        {
            ranked = [.. ranked.OrderBy(reference => reference.Index)];
        }

        var input = new RestorationInput
        {
            Degraded = degraded.Square,
            References = [.. ranked.Select(reference => reference.Face.Square)],
        };
        return new PreparedInput(input, ranked, PreparationWarnings.For(degraded, ranked));
    }

    private static IReadOnlyList<PreparedFace> LargeEnough(RgbImage photo, IReadOnlyList<DetectedFace> faces) =>
        [.. faces.Where(face => Math.Round(face.Quad.Side) >= LeastSide).Select(face => Cut(photo, face))];

    private static void RequireSide(int side)
    {
        if (side < LeastSide)
        {
            throw new InvalidImageException(
                $"The face is only {side} pixels wide with its surroundings and at least {LeastSide} are needed: choose a larger copy "
                    + "of the photo."
            );
        }
    }

    private static PreparedFace Cut(RgbImage photo, DetectedFace face)
    {
        RequireSide((int)Math.Round(face.Quad.Side));
        return new PreparedFace(FaceAligner.Cut(photo, face.Quad, face.Quad.NativeSide(LargestSide)), face.Description, face);
    }
}

/// <summary>A photo that stands upright as far as that is known.</summary>
/// <param name="Photo">The photo, turned.</param>
/// <param name="Faces">Its faces that are large enough to be worked on, largest first.</param>
/// <param name="Turn">How far it was turned clockwise: 0, 90, 180 or 270 degrees.</param>
/// <param name="ProposedTurn">How much further its faces say that it should be turned; 0 where they say nothing or it was done.</param>
public sealed record UprightPhoto(RgbImage Photo, IReadOnlyList<PreparedFace> Faces, int Turn, int ProposedTurn);

/// <summary>A face that an engine can work on or be guided by.</summary>
/// <param name="Square">The square in FFHQ framing at its own sampling density: side = what the photo really holds, never enlarged.</param>
/// <param name="Description">Descriptor and expression.</param>
/// <param name="Detection">Where it was found; null where the picture was a face square already.</param>
public sealed record PreparedFace(RgbImage Square, FaceDescription Description, DetectedFace? Detection = null);

/// <summary>An engine's input, with what people should know about it.</summary>
/// <param name="Input">The face squares, best reference first.</param>
/// <param name="References">The references in the order of <paramref name="Input"/>, each with its reason.</param>
/// <param name="Warnings">Sentences for the user; empty when all is well.</param>
public sealed record PreparedInput(RestorationInput Input, IReadOnlyList<RankedReference> References, IReadOnlyList<string> Warnings);
