using System.Globalization;

namespace Sair.Engine.Diffusion;

/// <summary>Chooses which steps a shorter chain keeps, in the notation of the public code.</summary>
public static class TimestepRespacing
{
    private const string FixedStridePrefix = "ddim";

    /// <summary>Parses and chooses.</summary>
    /// <param name="text">Numbers of steps per section, comma-separated, or <c>ddimN</c>: the first whole stride that gives exactly N.</param>
    /// <param name="steps">Length of the full chain.</param>
    /// <returns>Kept indices, rising.</returns>
    /// <exception cref="InvalidOptionsException">No such choice exists.</exception>
    public static IReadOnlyList<int> Choose(string text, int steps)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith(FixedStridePrefix, StringComparison.Ordinal))
        {
            var count = Parse(text[FixedStridePrefix.Length..], text);
            for (var stride = 1; stride <= steps; stride++)
            {
                if (((steps + stride - 1) / stride) == count)
                {
                    return [.. Enumerable.Range(0, count).Select(i => i * stride)];
                }
            }

            throw new InvalidOptionsException($"No whole stride makes {count} of {steps} steps: choose another number.");
        }

        var counts = text.Split(',').Select(part => Parse(part, text)).ToList();
        var kept = new List<int>();
        var start = 0;
        for (var section = 0; section < counts.Count; section++)
        {
            var size = (steps / counts.Count) + (section < steps % counts.Count ? 1 : 0);
            if (counts[section] > size)
            {
                throw new InvalidOptionsException($"A section of {size} steps cannot keep {counts[section]}: choose fewer.");
            }

            var stride = counts[section] > 1 ? (size - 1.0) / (counts[section] - 1) : 1;
            var position = 0.0;
            for (var i = 0; i < counts[section]; i++, position += stride)
            {
                kept.Add(start + (int)Math.Round(position, MidpointRounding.ToEven));
            }

            start += size;
        }

        return kept;
    }

    private static int Parse(string part, string text) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new InvalidOptionsException($"“{text}” names no steps: write for example 50, ddim50 or 10,15,20.");
}
