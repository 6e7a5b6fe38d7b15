namespace Sair.Engine.Degradations;

/// <summary>How a good face square became the given one, in the order of use.</summary>
public sealed record Degradation
{
    /// <summary>Gets the side of the degraded square in pixels.</summary>
    public required int Side { get; init; }

    /// <summary>Gets the standard deviation of the blur in pixels of the degraded square; 0 for none.</summary>
    public double BlurDeviation { get; init; }

    /// <summary>Gets the standard deviation of the added noise, in units of the range 0–1.</summary>
    public double NoiseDeviation { get; init; }

    /// <summary>Gets the JPEG quality 1–100, or null for none.</summary>
    public int? JpegQuality { get; init; }

    /// <summary>Gets the column of the degraded square at which a block of JPEG begins, 0–7.</summary>
    public int JpegGridX { get; init; }

    /// <summary>Gets the row of the degraded square at which a block of JPEG begins, 0–7.</summary>
    public int JpegGridY { get; init; }
}
