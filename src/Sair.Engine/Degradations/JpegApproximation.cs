namespace Sair.Engine.Degradations;

/// <summary>Differentiable JPEG with 4:2:0 chroma (Shin &amp; Song 2017): rounding r(x) = ⌊x⌉ + (x − ⌊x⌉)³.</summary>
/// <remarks>
/// Pictures are padded to multiples of 16 by repeating the border and cropped afterwards. Tables are scaled but neither rounded
/// nor clipped. The published code of Guo 2024 uses the luma table transposed; the default is the standard's.
/// </remarks>
public sealed class JpegApproximation : IDisposable
{
    private const int Block = 8;
    private const int Macroblock = 16;
    private const double Largest = 255;
    private const double Middle = 128;

    private readonly Tensor _cosines;
    private readonly Tensor _toYcbcr;
    private readonly Tensor _toRgb;
    private readonly double _factor;

    /// <summary>Initializes a new instance of the <see cref="JpegApproximation"/> class.</summary>
    /// <param name="quality">1–100. At 100 the factor is 0; 99 is used instead.</param>
    /// <param name="transposedLuma">Uses the published, transposed luma table.</param>
    /// <param name="device">Where pictures live; null for the processor.</param>
    public JpegApproximation(int quality, bool transposedLuma = false, Device? device = null)
    {
        using var scope = NewDisposeScope();
        _factor = JpegTables.Factor(Math.Min(quality, 99));
        var luma = tensor(JpegTables.Luma.ToArray(), [Block, Block], float32, device);
        LumaTable = (transposedLuma ? luma.t().contiguous() : luma).DetachFromDisposeScope();
        ChromaTable = tensor(JpegTables.Chroma.ToArray(), [Block, Block], float32, device).DetachFromDisposeScope();
        _cosines = tensor(Cosines(), [Block, Block], float32, device).DetachFromDisposeScope();
        _toYcbcr = tensor([0.299f, 0.587f, 0.114f, -0.168736f, -0.331264f, 0.5f, 0.5f, -0.418688f, -0.081312f], [3, 3], float32, device)
            .DetachFromDisposeScope();
        _toRgb = tensor([1f, 0f, 1.402f, 1f, -0.344136f, -0.714136f, 1f, 1.772f, 0f], [3, 3], float32, device).DetachFromDisposeScope();
    }

    /// <summary>Gets the luma table [8, 8] before scaling.</summary>
    public Tensor LumaTable { get; }

    /// <summary>Gets the chroma table [8, 8] before scaling.</summary>
    public Tensor ChromaTable { get; }

    /// <summary>Compresses and restores pictures.</summary>
    /// <param name="images">[N, 3, H, W], RGB, 0–1.</param>
    /// <returns>[N, 3, H, W], RGB, 0–1.</returns>
    public Tensor Apply(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var (height, width) = (images.shape[2], images.shape[3]);
        var (bottom, right) = (Missing(height), Missing(width));
        var padded = bottom + right > 0 ? nn.functional.pad(images, [0, right, 0, bottom], PaddingModes.Replicate) : images;
        var decoded = Decode(Encode(padded), padded.shape[2], padded.shape[3]);
        return bottom + right > 0 ? decoded[.., .., ..(int)height, ..(int)width] : decoded;
    }

    /// <summary>Computes the quantised coefficients, still real numbers.</summary>
    /// <param name="images">[N, 3, H, W], RGB, 0–1, sides multiples of 16.</param>
    /// <returns>Y [N, HW/64, 8, 8], Cb and Cr [N, HW/256, 8, 8]; blocks in raster order.</returns>
    public JpegCoefficients Encode(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var ycbcr = _toYcbcr.matmul(images.flatten(2) * Largest).reshape(images.shape); // chroma without its offset of 128
        var luma = ycbcr.narrow(1, 0, 1) - Middle; // [N, 1, H, W]
        var chroma = nn.functional.avg_pool2d(ycbcr.narrow(1, 1, 2), 2); // [N, 2, H/2, W/2]; the offset and the block's −128 cancel
        return new JpegCoefficients(
            Quantise(luma, LumaTable).squeeze(1),
            Quantise(chroma.narrow(1, 0, 1), ChromaTable).squeeze(1),
            Quantise(chroma.narrow(1, 1, 1), ChromaTable).squeeze(1)
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        LumaTable.Dispose();
        ChromaTable.Dispose();
        _cosines.Dispose();
        _toYcbcr.Dispose();
        _toRgb.Dispose();
    }

    private Tensor Decode(JpegCoefficients coefficients, long height, long width)
    {
        var luma = Dequantise(coefficients.Y, LumaTable, height, width) + Middle;
        var blue = Double(Dequantise(coefficients.Cb, ChromaTable, height / 2, width / 2));
        var red = Double(Dequantise(coefficients.Cr, ChromaTable, height / 2, width / 2));
        var ycbcr = cat([luma, blue, red], 1); // [N, 3, H, W]
        return _toRgb.matmul(ycbcr.flatten(2)).reshape(ycbcr.shape).clamp(0, Largest) / Largest;
    }

    // [N, 1, H, W] → [N, 1, blocks, 8, 8]
    private Tensor Quantise(Tensor plane, Tensor table)
    {
        var (rows, columns) = (plane.shape[2] / Block, plane.shape[3] / Block);
        var blocks = plane.reshape(-1, 1, rows, Block, columns, Block).transpose(3, 4); // [N, 1, rows, columns, 8, 8]
        var scaled = _cosines.matmul(blocks).matmul(_cosines.t()) / (table * _factor);
        var rounded = scaled.detach().round();
        return (rounded + (scaled - rounded).pow(3)).reshape(-1, 1, rows * columns, Block, Block);
    }

    // [N, blocks, 8, 8] → [N, 1, H, W]
    private Tensor Dequantise(Tensor coefficients, Tensor table, long height, long width)
    {
        var blocks = _cosines.t().matmul(coefficients * (table * _factor)).matmul(_cosines);
        return blocks.reshape(-1, height / Block, width / Block, Block, Block).transpose(2, 3).reshape(-1, 1, height, width);
    }

    private static Tensor Double(Tensor plane) => nn.functional.interpolate(plane, scale_factor: [2, 2], mode: InterpolationMode.Nearest);

    private static long Missing(long side) => (Macroblock - (side % Macroblock)) % Macroblock;

    // Row u of the orthonormal DCT-II.
    private static double[] Cosines()
    {
        var values = new double[Block * Block];
        for (var u = 0; u < Block; u++)
        {
            for (var x = 0; x < Block; x++)
            {
                values[(u * Block) + x] = 0.5 * (u == 0 ? Math.Sqrt(0.5) : 1) * Math.Cos(((2 * x) + 1) * u * Math.PI / (2 * Block));
            }
        }

        return values;
    }
}

/// <summary>Quantised coefficients of the three planes, each [N, blocks, 8, 8].</summary>
/// <param name="Y">Luma.</param>
/// <param name="Cb">Blue difference.</param>
/// <param name="Cr">Red difference.</param>
public sealed record JpegCoefficients(Tensor Y, Tensor Cb, Tensor Cr);

/// <summary>Quantisation tables of JPEG (ITU-T T.81, Annex K), rows by vertical frequency.</summary>
public static class JpegTables
{
    /// <summary>Gets the luma table, 8 × 8 row by row.</summary>
    public static IReadOnlyList<float> Luma { get; } =
    [
        16,
        11,
        10,
        16,
        24,
        40,
        51,
        61,
        12,
        12,
        14,
        19,
        26,
        58,
        60,
        55,
        14,
        13,
        16,
        24,
        40,
        57,
        69,
        56,
        14,
        17,
        22,
        29,
        51,
        87,
        80,
        62,
        18,
        22,
        37,
        56,
        68,
        109,
        103,
        77,
        24,
        35,
        55,
        64,
        81,
        104,
        113,
        92,
        49,
        64,
        78,
        87,
        103,
        121,
        120,
        101,
        72,
        92,
        95,
        98,
        112,
        100,
        103,
        99,
    ];

    /// <summary>Gets the chroma table, 8 × 8 row by row.</summary>
    public static IReadOnlyList<float> Chroma { get; } =
    [
        17,
        18,
        24,
        47,
        99,
        99,
        99,
        99,
        18,
        21,
        26,
        66,
        99,
        99,
        99,
        99,
        24,
        26,
        56,
        99,
        99,
        99,
        99,
        99,
        47,
        66,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
        99,
    ];

    /// <summary>Gives the factor of both tables for a quality.</summary>
    /// <param name="quality">1–100.</param>
    public static double Factor(int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return quality < 50 ? 50.0 / quality : (200.0 - (2 * quality)) / 100;
    }
}
