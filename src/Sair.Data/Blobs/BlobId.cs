using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Sair.Data.Blobs;

/// <summary>Names a stored file by its content: the SHA-256 in 64 lower-case hexadecimal digits.</summary>
/// <remarks>Every column of this type counts as a reference when <see cref="BlobCollector"/> decides what may go.</remarks>
public readonly record struct BlobId : IParsable<BlobId>
{
    private const int HexLength = 2 * SHA256.HashSizeInBytes;

    private readonly string? _hex;

    private BlobId(string hex) => _hex = hex;

    /// <summary>Computes the id of the given bytes.</summary>
    public static BlobId Of(ReadOnlySpan<byte> content) => new(Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <inheritdoc/>
    /// <exception cref="FormatException">The text is not a lower-case SHA-256.</exception>
    public static BlobId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("A blob id has 64 lower-case hexadecimal digits.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out BlobId result)
    {
        var valid = s is { Length: HexLength } && s.All(char.IsAsciiHexDigitLower);
        result = valid ? new BlobId(s!) : default;
        return valid;
    }

    /// <summary>Returns the hexadecimal digits; empty for the default value.</summary>
    public override string ToString() => _hex ?? string.Empty;
}

/// <summary>Stores a <see cref="BlobId"/> as its hexadecimal digits.</summary>
internal sealed class BlobIdConverter() : ValueConverter<BlobId, string>(id => id.ToString(), hex => BlobId.Parse(hex, null));
