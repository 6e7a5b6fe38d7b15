using Sair.Engine.Imaging;
using Sair.Engine.Networks;

namespace Sair.Engine.Faces;

/// <summary>Finds the boxes of faces.</summary>
/// <remarks>
/// The network was trained on faces in scenes: a face that fills the picture escapes it. So where nothing is found at full size,
/// the photo is shown again, smaller and smaller in the middle of a grey canvas, and for a small photo a lower score is enough.
/// In a large photo small faces escape it too: as long as the smallest face found is small for the network, or none was found, the
/// photo is searched once more at twice the size, in overlapping tiles. So a portrait costs one pass and a group as many as it needs.
/// </remarks>
/// <param name="network">The network; owned by the caller.</param>
public sealed class FaceDetector(DetectorNetwork network)
{
    /// <summary>Score from which face-api reports a face.</summary>
    public const double SceneThreshold = 0.5;

    /// <summary>Score from which a face counts in a photo of at most <see cref="CropSide"/> pixels.</summary>
    public const double CropThreshold = 0.3;

    /// <summary>Longest side in pixels of a photo that is taken for a cut-out face.</summary>
    public const int CropSide = 160;

    private const int Side = DetectorNetwork.InputSide;
    private const byte Grey = 127;
    private const double MaximumRatio = 2;

    // Enlarged more than this, a face is a blur in which the detector sees parts of faces.
    private const double MaximumEnlargement = 5;

    // Longest sides at which a photo is searched: at 4096 a face of 32 px in a photo of 20 megapixels is found.
    private const int FinestDetail = 4096;
    private const int FinestWithoutFace = 2048;

    // Nothing narrower shows a face.
    private const int SmallestSide = 12;

    // A face as high as the photo, in pixels of the network's input, below which the network sees none.
    private const double SmallestInNetwork = 16;

    // Of width to height. A panorama is searched in as many tiles as a usual photo, so at longer sides.
    private const double UsualProportion = 1.5;

    // Root of a box's area in pixels of the network's input below which the network begins to miss faces.
    private const double SmallForNetwork = 64;

    // Sides of the photo over the side of the canvas. Measured on tight, noisy crops of aligned faces: at 64 and 128 px all are
    // found at each scale, at 32 px 0 % at 0.5, a third at 0.25 and all at 0.18, at 16 px a half at 0.12.
    private static readonly double[] s_canvasScales = [0.36, 0.18, 0.12];

    /// <summary>Runs the network once on the whole photo, exactly as face-api does.</summary>
    /// <param name="photo">An upright photo.</param>
    /// <param name="threshold">Scores above it count, 0–1.</param>
    /// <returns>Boxes in pixels, best first, without overlaps above an intersection over union of 0.5.</returns>
    public IReadOnlyList<FaceCandidate> DetectOnce(RgbImage photo, double threshold = SceneThreshold)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var scale = (double)Side / Math.Max(photo.Width, photo.Height);
        var (scaleX, scaleY) = (
            Side / Math.Floor((photo.Width * scale) + 0.5) * photo.Width,
            Side / Math.Floor((photo.Height * scale) + 0.5) * photo.Height
        );
        var values = new float[3 * Side * Side];
        NetworkInput.Fill(photo, new PixelRectangle(0, 0, photo.Width, photo.Height), Side, isCentred: false, values);
        return CandidateFilter.Suppress(
            Run(values, threshold)
                .Select(candidate =>
                    candidate with
                    {
                        Box = new FaceBox(
                            candidate.Box.X * scaleX,
                            candidate.Box.Y * scaleY,
                            candidate.Box.Width * scaleX,
                            candidate.Box.Height * scaleY
                        ),
                    }
                )
        );
    }

    /// <summary>Finds faces, also small, degraded and tightly cropped ones.</summary>
    /// <param name="photo">An upright photo of any size.</param>
    /// <param name="cancellationToken">Checked between network calls.</param>
    /// <returns>Boxes in pixels, largest first, none twice and none inside another; empty when there is no face.</returns>
    public IReadOnlyList<FaceCandidate> Detect(RgbImage photo, CancellationToken cancellationToken = default) =>
        Detect(new PhotoPyramid(photo), cancellationToken);

    internal IReadOnlyList<FaceCandidate> Detect(PhotoPyramid pyramid, CancellationToken cancellationToken)
    {
        var found = DetectOnWhole(pyramid, cancellationToken);
        var (longest, shortest) = (
            Math.Max(pyramid.Photo.Width, pyramid.Photo.Height),
            Math.Min(pyramid.Photo.Width, pyramid.Photo.Height)
        );
        var finest =
            (found.Count == 0 ? FinestWithoutFace : FinestDetail) * Math.Sqrt(Math.Max(1, longest / (double)shortest / UsualProportion));
        for (
            var detail = 2 * Side;
            shortest >= SmallestSide && detail / 2 < longest && detail <= finest && MayHideSmaller(found, detail / 2.0 / longest);
            detail *= 2
        )
        {
            if ((double)shortest * detail / longest < SmallestInNetwork)
            {
                continue;
            }

            found.AddRange(DetectInTiles(pyramid, (double)Side * longest / detail, cancellationToken));
        }

        return CandidateFilter.RemoveNested(CandidateFilter.Suppress(found));
    }

    /// <summary>Finds what the whole photo shows at the network's own size.</summary>
    internal IReadOnlyList<FaceCandidate> DetectQuickly(PhotoPyramid pyramid, CancellationToken cancellationToken) =>
        CandidateFilter.RemoveNested(CandidateFilter.Suppress(DetectOnWhole(pyramid, cancellationToken)));

    // At the network's own size, and where that shows nothing, smaller and smaller on a canvas.
    private List<FaceCandidate> DetectOnWhole(PhotoPyramid pyramid, CancellationToken cancellationToken)
    {
        var photo = pyramid.Photo;
        cancellationToken.ThrowIfCancellationRequested();
        if (Math.Min(photo.Width, photo.Height) < Math.Max(SmallestSide, SmallestInNetwork * Math.Max(photo.Width, photo.Height) / Side))
        {
            return [];
        }

        var level = pyramid.Pick(Math.Max(photo.Width, photo.Height), Side, MaximumRatio);
        var longest = Math.Max(photo.Width, photo.Height);
        List<FaceCandidate> found =
            Side > MaximumEnlargement * longest
                ? []
                : [.. DetectOnce(level.Image).Select(candidate => candidate.Scale(1 / level.ScaleX, 1 / level.ScaleY))];
        if (found.Count == 0)
        {
            var threshold = longest <= CropSide ? CropThreshold : SceneThreshold;
            foreach (
                var scale in s_canvasScales.Where(
                    (scale, i) => i == s_canvasScales.Length - 1 || scale * Side <= MaximumEnlargement * longest
                )
            )
            {
                cancellationToken.ThrowIfCancellationRequested();
                found.AddRange(DetectOnCanvas(level, scale, threshold));
                if (found.Exists(candidate => candidate.Score > SceneThreshold))
                {
                    break;
                }
            }
        }

        return found;
    }

    // Whether finer faces than those found may hide: with no face, or with one near the limit of what the network sees.
    private static bool MayHideSmaller(List<FaceCandidate> found, double scale) =>
        found.Count == 0 || found.Min(candidate => Math.Sqrt(candidate.Box.Width * candidate.Box.Height)) * scale < SmallForNetwork;

    private List<FaceCandidate> DetectInTiles(PhotoPyramid pyramid, double tile, CancellationToken cancellationToken)
    {
        var level = pyramid.Pick(tile, Side, MaximumRatio);
        var found = new List<FaceCandidate>();
        var values = new float[3 * Side * Side];
        foreach (var crop in TileGrid.Cover(level.Image.Width, level.Image.Height, tile * level.ScaleX))
        {
            cancellationToken.ThrowIfCancellationRequested();
            NetworkInput.Fill(level.Image, crop, Side, isCentred: false, values);
            var square = (double)Math.Max(crop.Width, crop.Height);
            found.AddRange(
                Run(values, SceneThreshold)
                    .Select(candidate => candidate.Scale(square, square))
                    .Where(candidate => TileGrid.IsWhole(candidate.Box, crop, level.Image))
                    .Select(candidate =>
                        (candidate with { Box = candidate.Box with { X = candidate.Box.X + crop.X, Y = candidate.Box.Y + crop.Y } }).Scale(
                            1 / level.ScaleX,
                            1 / level.ScaleY
                        )
                    )
            );
        }

        return found;
    }

    private IEnumerable<FaceCandidate> DetectOnCanvas(PyramidLevel level, double scale, double threshold)
    {
        var longest = (double)Math.Max(level.Image.Width, level.Image.Height);
        var width = Math.Max(1, (int)Math.Round(level.Image.Width / longest * Side * scale));
        var height = Math.Max(1, (int)Math.Round(level.Image.Height / longest * Side * scale));
        var small = ImageResizer.Resize(level.Image, width, height, ResampleKernel.Cubic);
        var (left, top) = ((Side - width) / 2, (Side - height) / 2);
        var (scaleX, scaleY) = (level.Image.Width / level.ScaleX / width, level.Image.Height / level.ScaleY / height);
        return Run(PutOnCanvas(small, left, top), threshold)
            .Select(candidate => new FaceCandidate(
                new FaceBox(
                    ((candidate.Box.X * Side) - left) * scaleX,
                    ((candidate.Box.Y * Side) - top) * scaleY,
                    candidate.Box.Width * Side * scaleX,
                    candidate.Box.Height * Side * scaleY
                ),
                candidate.Score
            ));
    }

    private static float[] PutOnCanvas(RgbImage image, int left, int top)
    {
        var values = new float[3 * Side * Side];
        Array.Fill(values, Grey);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                for (var c = 0; c < 3; c++)
                {
                    values[(((c * Side) + top + y) * Side) + left + x] = image.Pixels[(((y * image.Width) + x) * 3) + c];
                }
            }
        }

        return values;
    }

    // Boxes as fractions of the input square, clipped to it.
    private List<FaceCandidate> Run(float[] planes, double threshold)
    {
        using var scope = torch.NewDisposeScope();
        using var ungraded = torch.no_grad();
        var (boxTensor, scoreTensor) = network.call(torch.tensor(planes, [1, 3, Side, Side]));
        var boxes = boxTensor.contiguous().data<float>().ToArray();
        var scores = scoreTensor.contiguous().data<float>().ToArray();
        var candidates = new List<FaceCandidate>();
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] > threshold)
            {
                var (top, left) = (Math.Max(0.0, boxes[4 * i]), Math.Max(0.0, boxes[(4 * i) + 1]));
                var (bottom, right) = (Math.Min(1.0, boxes[(4 * i) + 2]), Math.Min(1.0, boxes[(4 * i) + 3]));
                candidates.Add(new FaceCandidate(new FaceBox(left, top, right - left, bottom - top), scores[i]));
            }
        }

        return candidates;
    }
}

/// <summary>A box that the detector takes for a face.</summary>
/// <param name="Box">The box in pixels of the photo.</param>
/// <param name="Score">How sure the detector is, 0–1.</param>
public readonly record struct FaceCandidate(FaceBox Box, double Score)
{
    internal FaceCandidate Scale(double x, double y) =>
        this with
        {
            Box = new FaceBox(Box.X * x, Box.Y * y, Box.Width * x, Box.Height * y),
        };
}

/// <summary>Removes candidates that show the same face.</summary>
public static class CandidateFilter
{
    private const double MaximumOverlap = 0.5;
    private const double MaximumContainment = 0.7;

    /// <summary>Keeps the best of candidates whose intersection over union exceeds 0.5; best first.</summary>
    public static IReadOnlyList<FaceCandidate> Suppress(IEnumerable<FaceCandidate> candidates) =>
        Keep(candidates, (shared, area, other) => shared / (area + other - shared) > MaximumOverlap);

    /// <summary>Keeps the best where one candidate lies at least seven tenths inside another; largest first.</summary>
    public static IReadOnlyList<FaceCandidate> RemoveNested(IEnumerable<FaceCandidate> candidates) =>
        [
            .. Keep(candidates, (shared, area, other) => shared / Math.Min(area, other) > MaximumContainment)
                .OrderByDescending(candidate => candidate.Box.Width * candidate.Box.Height),
        ];

    /// <summary>Tells whether two boxes show one face.</summary>
    public static bool AreSame(FaceBox a, FaceBox b)
    {
        var (shared, first, second) = (Shared(a, b), a.Width * a.Height, b.Width * b.Height);
        return shared / (first + second - shared) > MaximumOverlap || shared / Math.Min(first, second) > MaximumContainment;
    }

    private static List<FaceCandidate> Keep(IEnumerable<FaceCandidate> candidates, Func<double, double, double, bool> isSame)
    {
        var kept = new List<FaceCandidate>();
        foreach (var candidate in candidates.OrderByDescending(candidate => candidate.Score))
        {
            if (
                !kept.Exists(other =>
                    Shared(candidate.Box, other.Box) is > 0 and var shared
                    && isSame(shared, candidate.Box.Width * candidate.Box.Height, other.Box.Width * other.Box.Height)
                )
            )
            {
                kept.Add(candidate);
            }
        }

        return kept;
    }

    private static double Shared(FaceBox a, FaceBox b) =>
        Math.Max(0, Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X))
        * Math.Max(0, Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y));
}

/// <summary>Overlapping square tiles that cover a picture.</summary>
internal static class TileGrid
{
    // A face as large as this share of a tile lies whole in one of the tiles.
    private const double Overlap = 0.25;

    // Boxes this near to an inner border of their tile, as a share of it, show a part of a face.
    private const double BorderShare = 0.015;

    /// <summary>Lists the tiles; those at the end are moved in, so that none reaches beyond the picture.</summary>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Height of the picture in pixels.</param>
    /// <param name="side">Side of a tile in pixels.</param>
    public static IEnumerable<PixelRectangle> Cover(int width, int height, double side)
    {
        var whole = Math.Max(1, (int)Math.Round(side));
        return Starts(height, whole)
            .SelectMany(top =>
                Starts(width, whole).Select(left => new PixelRectangle(left, top, Math.Min(whole, width), Math.Min(whole, height)))
            );
    }

    /// <summary>Tells whether a box is a whole face: it touches no border of the tile but where the picture ends.</summary>
    /// <param name="box">The box in pixels of the tile.</param>
    /// <param name="tile">The tile.</param>
    /// <param name="image">The picture.</param>
    public static bool IsWhole(FaceBox box, PixelRectangle tile, RgbImage image)
    {
        var border = BorderShare * Math.Max(tile.Width, tile.Height);
        return (tile.X == 0 || box.X > border)
            && (tile.Y == 0 || box.Y > border)
            && (tile.X + tile.Width >= image.Width || box.X + box.Width < tile.Width - border)
            && (tile.Y + tile.Height >= image.Height || box.Y + box.Height < tile.Height - border);
    }

    private static IEnumerable<int> Starts(int length, int side)
    {
        if (length <= side)
        {
            return [0];
        }

        var count = (int)Math.Ceiling((length - side) / (side * (1 - Overlap))) + 1;
        return Enumerable.Range(0, count).Select(i => (int)Math.Round((double)i * (length - side) / (count - 1)));
    }
}
