using Sair.Engine.Imaging;
using Sair.Engine.Networks;

namespace Sair.Engine.Faces;

/// <summary>Finds the 68 landmarks of a face whose box is known.</summary>
/// <param name="network">The network; owned by the caller.</param>
public sealed class LandmarkDetector(LandmarkNetwork network)
{
    // Strong shrinking without a low-pass filter aliases; up to here the network gets what it was trained on.
    private const double MaximumRatio = 4;

    // Shift right and down in fractions of the box, and factor of its size; each is also shown mirrored.
    private static readonly (double X, double Y, double Scale)[] s_jitters =
    [
        (0, 0, 1),
        (0.03, 0.02, 1.06),
        (-0.03, 0.03, 0.97),
        (0, -0.03, 1.1),
    ];

    // For each point, the point that lies there in the mirrored face.
    private static readonly int[] s_mirrored =
    [
        16,
        15,
        14,
        13,
        12,
        11,
        10,
        9,
        8,
        7,
        6,
        5,
        4,
        3,
        2,
        1,
        0,
        26,
        25,
        24,
        23,
        22,
        21,
        20,
        19,
        18,
        17,
        27,
        28,
        29,
        30,
        35,
        34,
        33,
        32,
        31,
        45,
        44,
        43,
        42,
        47,
        46,
        39,
        38,
        37,
        36,
        41,
        40,
        54,
        53,
        52,
        51,
        50,
        49,
        48,
        59,
        58,
        57,
        56,
        55,
        64,
        63,
        62,
        61,
        60,
        67,
        66,
        65,
    ];

    /// <summary>Runs the network once, exactly as face-api does.</summary>
    /// <param name="photo">An upright photo.</param>
    /// <param name="box">The detector's box in pixels.</param>
    /// <returns>68 points in pixels of the photo.</returns>
    /// <exception cref="NoFaceFoundException">The box lies outside the photo.</exception>
    public IReadOnlyList<FacePoint> DetectOnce(RgbImage photo, FaceBox box)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var crop =
            PixelRectangle.Clip(box, photo.Width, photo.Height)
            ?? throw new NoFaceFoundException("The marked face lies outside the photo; mark it again.");
        using var scope = torch.NewDisposeScope();
        using var ungraded = torch.no_grad();
        var output = network.call(NetworkInput.Single(photo, crop, DenseNetwork.InputSide, isCentred: true)).data<float>().ToArray();
        var points = new FacePoint[LandmarkNetwork.Points];
        for (var i = 0; i < points.Length; i++)
        {
            var point = InCrop(output, i, crop.Width, crop.Height);
            points[i] = new FacePoint(point.X + box.X, point.Y + box.Y);
        }

        return points;
    }

    /// <summary>Averages over jittered and mirrored crops, which is visibly steadier than one pass and the same at any scale.</summary>
    /// <remarks>
    /// The network places points about one pixel of its input too far left and up: mirroring cancels that to the side; upward it
    /// stays (0.7 % of the FFHQ square), because published alignments, and faces aligned with this network, contain it too.
    /// </remarks>
    /// <param name="photo">An upright photo.</param>
    /// <param name="box">The detector's box in pixels.</param>
    /// <returns>68 points in pixels of the photo.</returns>
    /// <exception cref="NoFaceFoundException">The box lies outside the photo.</exception>
    public IReadOnlyList<FacePoint> Detect(RgbImage photo, FaceBox box) => Detect(new PhotoPyramid(photo), box);

    internal IReadOnlyList<FacePoint> Detect(PhotoPyramid photo, FaceBox box) => Read(photo, box).Points;

    /// <summary>Averages as <see cref="Detect(RgbImage, FaceBox)"/> does, and tells how far the looks lie apart.</summary>
    /// <returns>
    /// 68 points in pixels of the photo, and the root mean square distance of a point in one of the eight looks from its mean, in sides
    /// of the box: about 0.015 where the network sees an upright face, above 0.05 where it sees none or one that
    /// lies or stands on its head.
    /// </returns>
    internal (IReadOnlyList<FacePoint> Points, double Spread) Read(PhotoPyramid photo, FaceBox box)
    {
        const int input = DenseNetwork.InputSide;
        const int length = 3 * input * input;
        var level = photo.Pick(Math.Max(box.Width, box.Height), input, MaximumRatio);
        var crops = Array.ConvertAll(s_jitters, jitter => level.Clip(Jitter(box, jitter)));
        var planes = new float[crops.Length * length];
        for (var i = 0; i < crops.Length; i++)
        {
            NetworkInput.Fill(level.Image, crops[i], input, planes.AsSpan(i * length, length));
        }

        using var scope = torch.NewDisposeScope();
        using var ungraded = torch.no_grad();
        var plain = torch.tensor(planes, [crops.Length, 3, input, input]);
        var output = network.call(torch.cat([plain, plain.flip(3)])).data<float>().ToArray();
        var (points, spread) = Average(output, crops);
        var side = Math.Sqrt(box.Width * box.Height * level.ScaleX * level.ScaleY);
        return (Array.ConvertAll(points, point => new FacePoint(point.X / level.ScaleX, point.Y / level.ScaleY)), spread / side);
    }

    // In pixels of the level: the means, and how far the looks lie from them.
    private static (FacePoint[] Points, double Spread) Average(float[] output, FaceBox[] crops)
    {
        const int values = 2 * LandmarkNetwork.Points;
        var points = new FacePoint[LandmarkNetwork.Points];
        var looks = new FacePoint[2 * crops.Length];
        var squares = 0.0;
        for (var i = 0; i < points.Length; i++)
        {
            for (var c = 0; c < crops.Length; c++)
            {
                var (width, height) = (crops[c].Width, crops[c].Height);
                var point = InCrop(output.AsSpan(c * values, values), i, width, height);
                var mirrored = InCrop(output.AsSpan((crops.Length + c) * values, values), s_mirrored[i], width, height, isMirrored: true);
                looks[c] = new FacePoint(point.X + crops[c].X, point.Y + crops[c].Y);
                looks[crops.Length + c] = new FacePoint(mirrored.X + crops[c].X, mirrored.Y + crops[c].Y);
            }

            var (x, y) = (looks.Average(look => look.X), looks.Average(look => look.Y));
            squares += looks.Sum(look => ((look.X - x) * (look.X - x)) + ((look.Y - y) * (look.Y - y)));
            points[i] = new FacePoint(x, y);
        }

        return (points, Math.Sqrt(squares / (points.Length * looks.Length)));
    }

    // The output is relative to the padded square; the crop lies in its middle.
    private static FacePoint InCrop(ReadOnlySpan<float> output, int point, double width, double height, bool isMirrored = false)
    {
        var square = Math.Max(width, height);
        var x = isMirrored ? 1 - output[2 * point] : output[2 * point];
        return new FacePoint((x * square) - ((square - width) / 2), (output[(2 * point) + 1] * square) - ((square - height) / 2));
    }

    private static FaceBox Jitter(FaceBox box, (double X, double Y, double Scale) jitter)
    {
        var (width, height) = (box.Width * jitter.Scale, box.Height * jitter.Scale);
        return new FaceBox(
            box.X + (box.Width / 2) + (jitter.X * box.Width) - (width / 2),
            box.Y + (box.Height / 2) + (jitter.Y * box.Height) - (height / 2),
            width,
            height
        );
    }
}

/// <summary>Rectangles and points that follow from the 68 landmarks.</summary>
public static class LandmarkGeometry
{
    private const double DlibEyeToMouth = 0.45;
    private const double DlibCentreX = 0.5;
    private const double DlibCentreY = 0.43;
    private const double ExpressionPadding = 0.1;

    /// <summary>Gets the mean of the points of the eye that is left in the picture.</summary>
    public static FacePoint LeftEye(IReadOnlyList<FacePoint> landmarks) => Mean(landmarks, 36, 42);

    /// <summary>Gets the mean of the points of the eye that is right in the picture.</summary>
    public static FacePoint RightEye(IReadOnlyList<FacePoint> landmarks) => Mean(landmarks, 42, 48);

    /// <summary>Gets the mean of the points of the mouth.</summary>
    public static FacePoint Mouth(IReadOnlyList<FacePoint> landmarks) => Mean(landmarks, 48, 68);

    /// <summary>Gets the square that the recogniser was trained on, after dlib, before any rounding or clipping.</summary>
    public static FaceBox IdentityBox(IReadOnlyList<FacePoint> landmarks)
    {
        var (left, right, mouth) = (LeftEye(landmarks), RightEye(landmarks), Mouth(landmarks));
        var size = (Distance(left, mouth) + Distance(right, mouth)) / 2 / DlibEyeToMouth;
        return new FaceBox(
            ((left.X + right.X + mouth.X) / 3) - (DlibCentreX * size),
            ((left.Y + right.Y + mouth.Y) / 3) - (DlibCentreY * size),
            size,
            size
        );
    }

    /// <summary>Gets <see cref="IdentityBox"/> with face-api's rounding and its clipping at the upper and left border.</summary>
    public static FaceBox RoundedIdentityBox(IReadOnlyList<FacePoint> landmarks)
    {
        var exact = IdentityBox(landmarks);
        var size = Math.Floor(exact.Width);
        var x = exact.X + (DlibCentreX * (exact.Width - size));
        var y = exact.Y + (DlibCentreY * (exact.Height - size));
        return new FaceBox(Math.Floor(Math.Max(0, x)), Math.Floor(Math.Max(0, y)), size, size);
    }

    /// <summary>
    /// Gets the box that the expression network was trained on: the bounding box of all points, a tenth larger on each side.
    /// </summary>
    public static FaceBox ExpressionBox(IReadOnlyList<FacePoint> landmarks)
    {
        ArgumentNullException.ThrowIfNull(landmarks);
        var (left, right) = (landmarks.Min(point => point.X), landmarks.Max(point => point.X));
        var (top, bottom) = (landmarks.Min(point => point.Y), landmarks.Max(point => point.Y));
        var (x, y) = (ExpressionPadding * (right - left), ExpressionPadding * (bottom - top));
        return new FaceBox(left - x, top - y, right - left + (2 * x), bottom - top + (2 * y));
    }

    private static double Distance(FacePoint a, FacePoint b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));

    private static FacePoint Mean(IReadOnlyList<FacePoint> landmarks, int from, int to)
    {
        ArgumentNullException.ThrowIfNull(landmarks);
        var (x, y) = (0.0, 0.0);
        for (var i = from; i < to; i++)
        {
            x += landmarks[i].X;
            y += landmarks[i].Y;
        }

        return new FacePoint(x / (to - from), y / (to - from));
    }
}
