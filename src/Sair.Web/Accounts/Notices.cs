using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Caching.Memory;

namespace Sair.Web.Accounts;

/// <summary>
/// Keeps what a page shall say after a form was sent: the address that the browser is led to carries an id only, because words in
/// an address are anybody's.
/// </summary>
public sealed class Notices : IDisposable
{
    /// <summary>The part of a page's address that carries the id.</summary>
    public const string Parameter = "notice";

    private const int IdBytes = 9;
    private const int Most = 1000;

    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _sentences = new(new MemoryCacheOptions { SizeLimit = Most });

    /// <summary>Keeps a sentence for a few minutes.</summary>
    /// <returns>The address of the page that says it.</returns>
    public string Address(string page, string sentence)
    {
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
        _sentences.Set(id, sentence, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = s_kept });
        return $"{page}?{Parameter}={id}";
    }

    /// <summary>Finds the sentence; null where it was said long ago, or nobody kept it.</summary>
    public string? Find(string? id) => id is not null && _sentences.TryGetValue(id, out string? sentence) ? sentence : null;

    public void Dispose() => _sentences.Dispose();
}
