using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using Sair.Data.People;
using Sair.Data.Requests;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Gen2Res;

namespace Sair.Application.People;

/// <summary>Keeps personal weights in the data directory, encrypted with the host's data-protection keys.</summary>
/// <remarks>
/// They belong to the person whose album was learned, else to the request of the current run, and go with it. Bytes that these
/// keys cannot read count as absent, so that they are learned again.
/// </remarks>
/// <param name="models">Stores the encrypted bytes.</param>
/// <param name="protection">Encrypts.</param>
/// <param name="logger">Notes bytes that cannot be read.</param>
public sealed partial class EncryptedPersonalWeights(
    PersonalModels models,
    IDataProtectionProvider protection,
    ILogger<EncryptedPersonalWeights> logger
)
{
    private const string Purpose = "Sair.PersonalWeights";

    private readonly PersonalModels _models = models;

    /// <summary>Opens what is kept for one run.</summary>
    /// <param name="request">Whose photos are learned.</param>
    /// <param name="input">What the engine is given.</param>
    /// <returns>A store that is used on the thread of the run, which waits for the disk.</returns>
    public IPersonalWeightsStore OpenFor(RestorationRequest request, RestorationInput input)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(input);
        return new Store(this, request, input);
    }

    // The keys are derived for one owner and album: a file that was put in another one's place cannot be read.
    private IDataProtector ProtectorOf(PersonalModelKey key) => protection.CreateProtector(Purpose, key.OwnerId.ToString("N"), key.Album);

    [LoggerMessage(LogLevel.Warning, "Stored personal weights cannot be decrypted and will be learned again. {Reason}")]
    private partial void LogUnreadable(string reason);

    private sealed class Store(EncryptedPersonalWeights weights, RestorationRequest request, RestorationInput input) : IPersonalWeightsStore
    {
        public byte[]? ReadWeights(PersonalWeightsKey key) => Read(key, isFinished: true);

        public void WriteWeights(PersonalWeightsKey key, byte[] weights) => Write(key, weights, isFinished: true);

        public byte[]? ReadProgress(PersonalWeightsKey key) => Read(key, isFinished: false);

        public void WriteProgress(PersonalWeightsKey key, byte[] state) => Write(key, state, isFinished: false);

        public void Delete(string album) => weights._models.DeleteAlbumAsync(album).GetAwaiter().GetResult();

        private byte[]? Read(PersonalWeightsKey key, bool isFinished)
        {
            var full = Complete(key);
            try
            {
                return weights._models.ReadAsync(full, isFinished).GetAwaiter().GetResult() is { } content
                    ? weights.ProtectorOf(full).Unprotect(content)
                    : null;
            }
            catch (CryptographicException failure)
            {
                weights.LogUnreadable(failure.Message);
                return null;
            }
        }

        private void Write(PersonalWeightsKey key, byte[] content, bool isFinished)
        {
            var full = Complete(key);
            weights._models.WriteAsync(full, weights.ProtectorOf(full).Protect(content), isFinished).GetAwaiter().GetResult();
        }

        private PersonalModelKey Complete(PersonalWeightsKey key)
        {
            // An album that the engine made of the photo itself is not the person's.
            var isOfPerson = request.PersonId is not null && input.References.Count > 0 && AlbumVersion.Of(input.References) == key.Album;
            return new PersonalModelKey(
                request.OwnerId,
                isOfPerson ? request.PersonId : null,
                request.Id,
                key.Album,
                key.Model,
                key.Tuning
            );
        }
    }
}
