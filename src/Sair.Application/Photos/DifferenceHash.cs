using System.Numerics;
using Sair.Engine.Imaging;

namespace Sair.Application.Photos;

/// <summary>
/// A 64-bit fingerprint of a picture that hardly changes with size, compression and brightness (difference hash, Krawetz 2013).
/// </summary>
public static class DifferenceHash
{
    /// <summary>Up to this many different bits two photos count as copies of one picture.</summary>
    public const int SameBits = 4;

    private const int Columns = 9;
    private const int Rows = 8;

    /// <summary>Computes the hash: one bit for each of 8 × 8 places, set where the luma falls from one of 9 columns to the next.</summary>
    public static long Of(RgbImage photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var small = ImageResizer.Resize(photo, Columns, Rows);
        ulong hash = 0;
        for (var y = 0; y < Rows; y++)
        {
            for (var x = 0; x < Columns - 1; x++)
            {
                hash = (hash << 1) | (Luma.Of(small, (y * small.Width) + x) > Luma.Of(small, (y * small.Width) + x + 1) ? 1UL : 0UL);
            }
        }

        return unchecked((long)hash);
    }

    /// <summary>Tells whether two hashes are those of one picture.</summary>
    public static bool AreSame(long first, long second) => BitOperations.PopCount(unchecked((ulong)(first ^ second))) <= SameBits;
}
