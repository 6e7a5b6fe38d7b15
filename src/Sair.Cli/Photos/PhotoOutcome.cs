using Sair.Cli.Restoring;
using Sair.Engine.Imaging;

namespace Sair.Cli.Photos;

/// <summary>What became of one photo.</summary>
/// <param name="Image">The new photo; null where no face was restored.</param>
/// <param name="Original">The bytes of the file.</param>
/// <param name="Restored">How many faces were restored.</param>
/// <param name="Found">How many faces there are.</param>
/// <param name="Seam">The steepest edge around a restored face, 0–255 per hundredth of a face square; null without one.</param>
/// <param name="RealSize">What was decided about the photo's real size; null where no face was restored.</param>
internal sealed record PhotoOutcome(RgbImage? Image, byte[] Original, int Restored, int Found, double? Seam, RealSizeRecord? RealSize);
