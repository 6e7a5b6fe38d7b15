namespace Sair.Engine.Engines.Gen2Res.Personal;

/// <summary>What personal weights belong to.</summary>
/// <param name="Album">Name of the album's version, see <see cref="AlbumVersion"/>; another album or a changed one has another name.</param>
/// <param name="Model">SHA-256 of the base model.</param>
/// <param name="Tuning">Name of the settings that they were made with, see <see cref="PersonalTuningOptions.Name"/>.</param>
public sealed record PersonalWeightsKey(string Album, string Model, string Tuning);

/// <summary>Keeps what a model learned about a person.</summary>
/// <remarks>
/// The bytes can show the person: a host that writes them to disk must encrypt them, and must delete them with the album.
/// Called on the thread of the run.
/// </remarks>
public interface IPersonalWeightsStore
{
    /// <summary>Reads finished weights, or null where there are none.</summary>
    byte[]? ReadWeights(PersonalWeightsKey key);

    /// <summary>Keeps finished weights and drops the unfinished state of the same key.</summary>
    void WriteWeights(PersonalWeightsKey key, byte[] weights);

    /// <summary>Reads the state of a tuning that was interrupted, or null where there is none.</summary>
    byte[]? ReadProgress(PersonalWeightsKey key);

    /// <summary>Keeps the state of a tuning that goes on.</summary>
    void WriteProgress(PersonalWeightsKey key, byte[] state);

    /// <summary>Deletes everything that was learned from an album.</summary>
    /// <param name="album">Name of the album's version.</param>
    void Delete(string album);
}
