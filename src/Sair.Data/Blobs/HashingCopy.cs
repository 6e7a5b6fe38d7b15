using System.Buffers;
using System.Security.Cryptography;

namespace Sair.Data.Blobs;

/// <summary>Copies a stream and computes its SHA-256 on the way, in memory of fixed size.</summary>
internal static class HashingCopy
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Copies until the end.</summary>
    /// <param name="source">Is read.</param>
    /// <param name="target">Is written.</param>
    /// <param name="most">The most bytes that are copied.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    /// <returns>The hash in lower-case hexadecimal digits; null where the source holds more bytes than are copied.</returns>
    public static async Task<string?> RunAsync(Stream source, Stream target, long most, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var copied = 0L; ;)
            {
                var read = await source.ReadAsync(buffer, cancellationToken);
                copied += read;
                if (read == 0)
                {
                    return Convert.ToHexStringLower(hash.GetHashAndReset());
                }

                if (copied > most)
                {
                    return null;
                }

                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
