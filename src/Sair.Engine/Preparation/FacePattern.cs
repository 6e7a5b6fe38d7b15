using System.Runtime.CompilerServices;
using Sair.Engine.Imaging;

namespace Sair.Engine.Preparation;

/// <summary>
/// The pattern of light and dark of a face square, to tell whether two pictures come from one photo: mirrored, turned, cut,
/// reduced, blurred or saved anew it stays the same, while two photos of a person, and be they taken one after the other, differ in
/// it.
/// </summary>
/// <remarks>
/// Both squares are set on each other by their landmarks already; what is left of shift, turn and size is found by least squares, with and
/// without mirroring, before the patterns are correlated. Contrast is made even everywhere, so that light does not count. The sharper
/// one is blurred as well as the other one may be. Measured by <c>sair evaluate copies</c>.
/// </remarks>
public sealed class FacePattern
{
    /// <summary>From this likeness on two pictures come from one photo.</summary>
    public const double SamePhoto = 0.97;

    private const int Side = 64;
    private const double Middle = (Side - 1) / 2.0;

    // What is compared: a disc that holds the face and little of what is behind it.
    private const double Radius = 27;

    // Of the even contrast; less light and dark than so many levels of 255 is noise.
    private const double EvenWidth = 7;
    private const double NoiseLevels = 3;
    private const double LeastContrast = 2;

    private const double FineBlur = 1;
    private const double CoarseBlur = 2.5;
    private const double LargestScale = 0.15;
    private const double LargestShift = 8;
    private const int Rounds = 8;

    // Of the coarse patterns; copies correlate far better.
    private const double Hopeless = 0.6;

    private static readonly double[] s_blurs = [0, 1.3, 2.4];
    private static readonly (int Place, double Dx, double Dy, float Weight)[] s_fine = [.. Disc(1)];
    private static readonly (int Place, double Dx, double Dy, float Weight)[] s_coarse = [.. Disc(2)];

    // A page asks for the same pairs with each click.
    private readonly ConditionalWeakTable<FacePattern, StrongBox<double>> _known = [];
    private readonly Lazy<(float[] Coarse, float[][] Fine, bool IsPlain)> _even;

    // Most faces are compared with nobody.
    private FacePattern(float[] luma) =>
        _even = new(() => (Even(Blur(luma, CoarseBlur)), [.. s_blurs.Select(blur => Even(Blur(luma, FineBlur, blur)))], IsPlain(luma)));

    /// <summary>Reads the pattern of a face square in FFHQ framing.</summary>
    /// <param name="square">The square, at any size; as it shows the face upright.</param>
    public static FacePattern Of(RgbImage square)
    {
        ArgumentNullException.ThrowIfNull(square);
        var small = ImageResizer.Resize(square, Side, Side);
        return new FacePattern([.. Enumerable.Range(0, Side * Side).Select(i => (float)Luma.Of(small, i))]);
    }

    /// <summary>Tells whether another picture comes from the same photo.</summary>
    public bool IsCopyOf(FacePattern other) => LikenessTo(other) >= SamePhoto;

    /// <summary>Correlates two patterns where they fit best, as they are and mirrored.</summary>
    /// <returns>−1–1; 0 where one of them is plain.</returns>
    public double LikenessTo(FacePattern other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _even.Value.IsPlain || other._even.Value.IsPlain
            ? 0
            : _known
                .GetValue(
                    other,
                    another => new StrongBox<double>(Math.Max(Fit(another, isMirrored: false), Fit(another, isMirrored: true)))
                )
                .Value;
    }

    private double Fit(FacePattern other, bool isMirrored)
    {
        var (coarse, others) = (Turned(_even.Value.Coarse, isMirrored), other._even.Value.Fine);
        var pose = Pose.None.Improve(coarse, other._even.Value.Coarse, s_coarse);
        if (pose.Correlate(coarse, other._even.Value.Coarse, s_coarse) < Hopeless)
        {
            return 0;
        }

        var own = _even.Value.Fine.Select(fine => Turned(fine, isMirrored)).ToArray();
        pose = pose.Improve(own[0], others[0], s_fine);
        return Enumerable
            .Range(0, s_blurs.Length)
            .Max(i => Math.Max(pose.Correlate(own[i], others[0], s_fine), pose.Correlate(own[0], others[i], s_fine)));
    }

    private static bool IsPlain(float[] luma)
    {
        var band = Band(Blur(luma, FineBlur));
        return Math.Sqrt(s_fine.Average(point => band[point.Place] * band[point.Place])) < LeastContrast;
    }

    private static float[] Turned(float[] pattern, bool isMirrored) =>
        isMirrored ? [.. Enumerable.Range(0, pattern.Length).Select(i => pattern[i - (i % Side) + Side - 1 - (i % Side)])] : pattern;

    private static float[] Even(float[] luma)
    {
        var band = Band(luma);
        var energy = Blur([.. band.Select(value => value * value)], EvenWidth);
        return [.. band.Zip(energy, (value, power) => (float)(value / (Math.Sqrt(power) + NoiseLevels)))];
    }

    private static float[] Band(float[] luma) => [.. luma.Zip(Blur(luma, EvenWidth), (value, mean) => value - mean)];

    private static float[] Blur(float[] values, double first, double second) =>
        Blur(values, Math.Sqrt((first * first) + (second * second)));

    private static float[] Blur(float[] values, double deviation)
    {
        var reach = (int)Math.Ceiling(3 * deviation);
        var kernel = Enumerable.Range(-reach, (2 * reach) + 1).Select(i => (float)Math.Exp(-i * i / (2 * deviation * deviation))).ToArray();
        var sum = kernel.Sum();
        for (var i = 0; i < kernel.Length; i++)
        {
            kernel[i] /= sum;
        }

        return Along(Along(values, kernel, reach, 1, Side), kernel, reach, Side, 1);
    }

    private static float[] Along(float[] values, float[] kernel, int reach, int step, int lines)
    {
        var result = new float[values.Length];
        for (var line = 0; line < Side; line++)
        {
            for (var i = 0; i < Side; i++)
            {
                float sum = 0;
                for (var k = -reach; k <= reach; k++)
                {
                    sum += kernel[k + reach] * values[(line * lines) + (Math.Clamp(i + k, 0, Side - 1) * step)];
                }

                result[(line * lines) + (i * step)] = sum;
            }
        }

        return result;
    }

    private static IEnumerable<(int Place, double Dx, double Dy, float Weight)> Disc(int step)
    {
        for (var y = 0; y < Side; y += step)
        {
            for (var x = 0; x < Side; x += step)
            {
                var (dx, dy) = (x - Middle, y - Middle);
                var distance = Math.Sqrt((dx * dx) + (dy * dy)) / Radius;
                if (distance < 1)
                {
                    yield return ((y * Side) + x, dx, dy, (float)(0.5 + (0.5 * Math.Cos(Math.PI * distance))));
                }
            }
        }
    }

    // How the second pattern lies on the first one: a turn with a size (a + ib) about the middle, and a shift.
    private readonly record struct Pose(double A, double B, double X, double Y)
    {
        public static Pose None { get; } = new(1, 0, 0, 0);

        private bool IsSmall =>
            Math.Abs(A - 1) < LargestScale && Math.Abs(B) < LargestScale && Math.Abs(X) < LargestShift && Math.Abs(Y) < LargestShift;

        public double Correlate(float[] first, float[] second, (int Place, double Dx, double Dy, float Weight)[] points)
        {
            double sum = 0,
                one = 0,
                two = 0,
                oneOne = 0,
                twoTwo = 0,
                oneTwo = 0;
            foreach (var (place, dx, dy, weight) in points)
            {
                var (u, v) = (first[place], Sample(second, Column(dx, dy), Row(dx, dy)));
                sum += weight;
                one += weight * u;
                two += weight * v;
                oneOne += weight * u * u;
                twoTwo += weight * v * v;
                oneTwo += weight * u * v;
            }

            var (varianceOne, varianceTwo) = (oneOne - (one * one / sum), twoTwo - (two * two / sum));
            return varianceOne <= 0 || varianceTwo <= 0 ? 0 : (oneTwo - (one * two / sum)) / Math.Sqrt(varianceOne * varianceTwo);
        }

        // Gauss and Newton with damping; patterns have even contrast, so that their difference needs no gain.
        public Pose Improve(float[] first, float[] second, (int Place, double Dx, double Dy, float Weight)[] points)
        {
            var (best, likeness, damping) = (this, Correlate(first, second, points), 0.01);
            for (var round = 0; round < Rounds; round++)
            {
                var next = best.Step(first, second, points, damping);
                var reached = next.IsSmall ? next.Correlate(first, second, points) : double.MinValue;
                if (reached <= likeness)
                {
                    damping *= 10;
                    continue;
                }

                var isDone = reached - likeness < 0.0005;
                (best, likeness, damping) = (next, reached, damping / 3);
                if (isDone)
                {
                    break;
                }
            }

            return best;
        }

        private Pose Step(float[] first, float[] second, (int Place, double Dx, double Dy, float Weight)[] points, double damping)
        {
            Span<double> normal = stackalloc double[4 * 5];
            Span<double> slopes = stackalloc double[4];
            foreach (var (place, dx, dy, weight) in points)
            {
                var (x, y) = (Column(dx, dy), Row(dx, dy));
                var gradientX = (Sample(second, x + 1, y) - Sample(second, x - 1, y)) / 2;
                var gradientY = (Sample(second, x, y + 1) - Sample(second, x, y - 1)) / 2;
                var rest = first[place] - Sample(second, x, y);
                slopes[0] = (gradientX * dx) + (gradientY * dy);
                slopes[1] = (gradientY * dx) - (gradientX * dy);
                slopes[2] = gradientX;
                slopes[3] = gradientY;
                for (var i = 0; i < 4; i++)
                {
                    for (var k = 0; k < 4; k++)
                    {
                        normal[(i * 5) + k] += weight * slopes[i] * slopes[k];
                    }

                    normal[(i * 5) + 4] += weight * slopes[i] * rest;
                }
            }

            for (var i = 0; i < 4; i++)
            {
                normal[(i * 5) + i] *= 1 + damping;
            }

            Solve(normal);
            return new Pose(A + normal[4], B + normal[9], X + normal[14], Y + normal[19]);
        }

        // By elimination without pivots: the matrix is symmetric and positive.
        private static void Solve(Span<double> rows)
        {
            for (var i = 0; i < 4; i++)
            {
                var pivot = rows[(i * 5) + i];
                if (pivot <= 0)
                {
                    rows.Clear();
                    return;
                }

                for (var k = i; k < 5; k++)
                {
                    rows[(i * 5) + k] /= pivot;
                }

                for (var other = 0; other < 4; other++)
                {
                    var factor = other == i ? 0 : rows[(other * 5) + i];
                    for (var k = i; k < 5 && factor != 0; k++)
                    {
                        rows[(other * 5) + k] -= factor * rows[(i * 5) + k];
                    }
                }
            }
        }

        private double Column(double dx, double dy) => Middle + X + (A * dx) - (B * dy);

        private double Row(double dx, double dy) => Middle + Y + (B * dx) + (A * dy);

        private static double Sample(float[] pattern, double x, double y)
        {
            (x, y) = (Math.Clamp(x, 0, Side - 1.001), Math.Clamp(y, 0, Side - 1.001));
            var (left, top) = ((int)x, (int)y);
            var (right, down) = (x - left, y - top);
            var place = (top * Side) + left;
            var upper = pattern[place] + (right * (pattern[place + 1] - pattern[place]));
            var lower = pattern[place + Side] + (right * (pattern[place + Side + 1] - pattern[place + Side]));
            return upper + (down * (lower - upper));
        }
    }
}
