using System.Globalization;
using Sair.Engine.Faces;

namespace Sair.Cli.Restoring;

/// <summary>Reads a box from the command line.</summary>
internal static class FaceBoxText
{
    /// <summary>Reads <c>x,y,w,h</c> in pixels.</summary>
    /// <returns>Null where the text is none, or the box has no area.</returns>
    public static FaceBox? Parse(string? text)
    {
        var numbers = (text ?? string.Empty).Split(',')
            .Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : (double?)null)
            .ToArray();
        return numbers is [{ } x, { } y, { } width, { } height] && width > 0 && height > 0 ? new FaceBox(x, y, width, height) : null;
    }
}
