using System.Buffers.Binary;
using System.Security.Cryptography;
using Sair.Engine.Imaging;

namespace Sair.Engine.Engines.Gen2Res.Personal;

/// <summary>Names an album by its content, so that any change gives another name.</summary>
public static class AlbumVersion
{
    /// <summary>Names an album.</summary>
    /// <param name="pictures">Face squares in any order.</param>
    /// <returns>Lower-case hex SHA-256 over the sorted hashes of the pictures.</returns>
    public static string Of(IEnumerable<RgbImage> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var hashes = pictures.Select(Hash).Order(StringComparer.Ordinal).SelectMany(Convert.FromHexString).ToArray();
        return Convert.ToHexStringLower(SHA256.HashData(hashes));
    }

    private static string Hash(RgbImage picture)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> size = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(size, picture.Width);
        BinaryPrimitives.WriteInt32LittleEndian(size[sizeof(int)..], picture.Height);
        hash.AppendData(size);
        hash.AppendData(picture.Pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
