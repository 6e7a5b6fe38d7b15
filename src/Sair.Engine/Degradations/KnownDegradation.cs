using System.ComponentModel.DataAnnotations;

namespace Sair.Engine.Degradations;

/// <summary>What is known of how a face square came about; a value that is null is estimated.</summary>
public sealed record KnownDegradation
{
    /// <summary>The least real side in pixels.</summary>
    public const int SmallestSide = 8;

    /// <summary>The largest real side in pixels.</summary>
    public const int LargestSide = 4096;

    /// <summary>Gets the side in pixels that the square really has, where the photo was enlarged before; null takes the square as it is.</summary>
    [Range(SmallestSide, LargestSide)]
    [Display(Name = "Real side", Description = "Pixels across the face square that the photo really holds; less than its size where the photo was enlarged before.")]
    public int? Side { get; init; }

    /// <summary>Gets the standard deviation of the blur in pixels of the square.</summary>
    [Range(0.0, 10.0)]
    [Display(Name = "Blur", Description = "Standard deviation in pixels of the face square; 0 for none.")]
    public double? BlurDeviation { get; init; }

    /// <summary>Gets the standard deviation of the noise in units of the range 0–1.</summary>
    [Range(0.0, 0.5)]
    [Display(Name = "Noise", Description = "Standard deviation, where 1 is the step from black to white.")]
    public double? NoiseDeviation { get; init; }

    /// <summary>Gets the JPEG quality, 0 for none.</summary>
    [Range(0, 100)]
    [Display(Name = "JPEG quality", Description = "1–100; 0 if the blocks of JPEG do not show.")]
    public int? JpegQuality { get; init; }

    /// <summary>Gets the column of the square at which a block of JPEG begins.</summary>
    [Range(0, 7)]
    [Display(Name = "JPEG blocks from the left", Description = "The column of the face square at which a block begins, 0–7; only for faces that are upright in the photo.")]
    public int? JpegGridX { get; init; }

    /// <summary>Gets the row of the square at which a block of JPEG begins.</summary>
    [Range(0, 7)]
    [Display(Name = "JPEG blocks from the top", Description = "The row of the face square at which a block begins, 0–7.")]
    public int? JpegGridY { get; init; }

    /// <summary>Says the same of the square once it has its real side.</summary>
    /// <param name="stored">Side of the square before, in pixels; more than <see cref="Side"/>.</param>
    /// <returns>The blur in the new pixels; blocks of the stored size are none of the real one, so what is said of them is estimated anew.</returns>
    internal KnownDegradation Reduce(int stored) => this with
    {
        BlurDeviation = BlurDeviation * Side / stored,
        JpegQuality = JpegQuality > 0 ? null : JpegQuality,
        JpegGridX = null,
        JpegGridY = null,
    };

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidOptionsException">A value is out of its range; the message names all of them.</exception>
    public void Validate()
    {
        var failures = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), failures, validateAllProperties: true))
        {
            throw new InvalidOptionsException(string.Join(" ", failures.Select(failure => failure.ErrorMessage)));
        }
    }
}
