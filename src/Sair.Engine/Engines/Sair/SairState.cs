using System.Globalization;
using Sair.Engine.Weights.Files;

namespace Sair.Engine.Engines.Sair;

/// <summary>The state of a search as bytes: a safetensors container with the latent, Adam's moments, the position, and the face model's hash.</summary>
internal static class SairState
{
    private const string Version = "1";
    private const string VersionKey = "sair_state";
    private const string PackKey = "generator_sha256";
    private const string SeedKey = "seed";

    public static byte[] Write(LatentSearch search, string generatorHash, int seed)
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, search.State(), new Dictionary<string, string>
        {
            [VersionKey] = Version,
            [PackKey] = generatorHash,
            [SeedKey] = seed.ToString(CultureInfo.InvariantCulture),
        });
        return stream.ToArray();
    }

    /// <exception cref="InvalidOptionsException">The bytes are no state, or one of another face model.</exception>
    public static void Read(byte[] bytes, LatentSearch search, string generatorHash)
    {
        try
        {
            using var stream = new MemoryStream(bytes);
            var (tensors, metadata) = SafetensorsFile.Read(stream);
            try
            {
                if (metadata.GetValueOrDefault(VersionKey) != Version || metadata.GetValueOrDefault(PackKey) != generatorHash)
                {
                    throw new InvalidOptionsException("The saved state belongs to another face model: start the restoration anew.");
                }

                search.LoadState(tensors);
            }
            finally
            {
                foreach (var value in tensors.Values)
                {
                    value.Dispose();
                }
            }
        }
        catch (InvalidDataException)
        {
            throw new InvalidOptionsException("The saved state is damaged: start the restoration anew.");
        }
    }
}
