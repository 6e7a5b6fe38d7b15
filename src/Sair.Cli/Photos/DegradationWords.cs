using System.Globalization;
using Sair.Engine.Preparation;

namespace Sair.Cli.Photos;

/// <summary>Says what is estimated of a face's degradation.</summary>
internal static class DegradationWords
{
    /// <summary>Writes one line.</summary>
    public static string Of(FaceDegradation face)
    {
        var jpeg = face.JpegQuality is { } quality ? $"JPEG about {quality}, blocks from {face.GridX},{face.GridY}" : "no JPEG blocks";
        return string.Create(CultureInfo.InvariantCulture, $"blur {face.BlurDeviation:0.0} px, noise {face.NoiseDeviation:0.000}, {jpeg}, really about {face.RealSide} of {face.Side} px");
    }
}
