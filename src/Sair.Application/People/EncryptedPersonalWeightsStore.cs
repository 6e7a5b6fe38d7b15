using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using Sair.Data.People;
using Sair.Engine.Engines.Gen2Res;

namespace Sair.Application.People;

/// <summary>Keeps personal weights in the data directory, encrypted with the host's data-protection keys.</summary>
/// <remarks>
/// They belong to the person whose album was learned, else to the request of the current run, and go with it. Bytes that these
/// keys cannot read count as absent, so that they are learned again.
/// </remarks>
/// <param name="models">Stores the encrypted bytes.</param>
/// <param name="run">Says whose photos are learned.</param>
/// <param name="protection">Encrypts.</param>
/// <param name="logger">Notes bytes that cannot be read.</param>
public sealed partial class EncryptedPersonalWeightsStore(
    PersonalModels models, CurrentRun run, IDataProtectionProvider protection, ILogger<EncryptedPersonalWeightsStore> logger) : IPersonalWeightsStore
{
    private const string Purpose = "Sair.PersonalWeights";

    /// <inheritdoc/>
    public byte[]? ReadWeights(PersonalWeightsKey key) => Read(key, isFinished: true);

    /// <inheritdoc/>
    public void WriteWeights(PersonalWeightsKey key, byte[] weights) => Write(key, weights, isFinished: true);

    /// <inheritdoc/>
    public byte[]? ReadProgress(PersonalWeightsKey key) => Read(key, isFinished: false);

    /// <inheritdoc/>
    public void WriteProgress(PersonalWeightsKey key, byte[] state) => Write(key, state, isFinished: false);

    /// <inheritdoc/>
    public void Delete(string album) => models.DeleteAlbumAsync(album).GetAwaiter().GetResult();

    private byte[]? Read(PersonalWeightsKey key, bool isFinished)
    {
        var full = Complete(key);
        try
        {
            return models.ReadAsync(full, isFinished).GetAwaiter().GetResult() is { } content ? ProtectorOf(full).Unprotect(content) : null;
        }
        catch (CryptographicException failure)
        {
            LogUnreadable(failure.Message);
            return null;
        }
    }

    private void Write(PersonalWeightsKey key, byte[] content, bool isFinished)
    {
        var full = Complete(key);
        models.WriteAsync(full, ProtectorOf(full).Protect(content), isFinished).GetAwaiter().GetResult();
    }

    // The keys are derived for one owner and album: a file that was put in another one's place cannot be read.
    private IDataProtector ProtectorOf(PersonalModelKey key) => protection.CreateProtector(Purpose, key.OwnerId.ToString("N"), key.Album);

    private PersonalModelKey Complete(PersonalWeightsKey key)
    {
        var (request, input) = (run.Request, run.Input);
        if (request is null || input is null)
        {
            throw new InvalidOperationException("Personal weights are kept within a run only.");
        }

        // An album that the engine made of the photo itself is not the person's.
        var isOfPerson = request.PersonId is not null && input.References.Count > 0 && AlbumVersion.Of(input.References) == key.Album;
        return new PersonalModelKey(request.OwnerId, isOfPerson ? request.PersonId : null, request.Id, key.Album, key.Model, key.Tuning);
    }

    [LoggerMessage(LogLevel.Warning, "Stored personal weights cannot be decrypted and will be learned again. {Reason}")]
    private partial void LogUnreadable(string reason);
}
