using System.Buffers.Text;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Sair.Data.Accounts;

/// <summary>Makes, finds and revokes keys of programs.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="time">The clock.</param>
public sealed class ApiKeyStore(IDbContextFactory<SairDbContext> contexts, TimeProvider time)
{
    private const string Prefix = "sair_";
    private const int RandomBytes = 32;
    private const int LongestName = 80;

    private static readonly TimeSpan s_usedPrecision = TimeSpan.FromHours(1);

    /// <summary>Makes a key.</summary>
    /// <returns>The key, which cannot be read again.</returns>
    /// <exception cref="OwnerGoneException">The user was removed.</exception>
    public async Task<string> CreateAsync(Guid ownerId, string name, CancellationToken cancellationToken = default)
    {
        var key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        var usable = GivenName.Clean(name, LongestName);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Add(
            new ApiKey
            {
                OwnerId = ownerId,
                Name = usable.Length == 0 ? "key" : usable,
                KeyHash = Hash(key),
                CreatedUtc = time.GetUtcNow().UtcDateTime,
            }
        );
        await context.SaveChangesAsync(cancellationToken);
        return key;
    }

    /// <summary>Finds whose key this is and notes that it was used; null where it is no valid key or its user is gone.</summary>
    public async Task<Guid?> FindOwnerAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var hash = Hash(key);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await context.ApiKeys.AsNoTracking().SingleOrDefaultAsync(candidate => candidate.KeyHash == hash, cancellationToken);
        if (found is null || !await Owners.ExistsAsync(context, found.OwnerId, cancellationToken))
        {
            return null;
        }

        var now = time.GetUtcNow().UtcDateTime;
        if (!(now - found.UsedUtc < s_usedPrecision))
        {
            await NoteUseAsync(context, found.Id, now, cancellationToken);
        }

        return found.OwnerId;
    }

    /// <summary>Lists a user's keys, newest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(Guid ownerId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .ApiKeys.AsNoTracking()
            .Where(key => key.OwnerId == ownerId)
            .OrderByDescending(key => key.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Revokes a key at once.</summary>
    /// <returns>False where the user has no such key.</returns>
    public async Task<bool> RevokeAsync(Guid ownerId, Guid keyId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ApiKeys.Where(key => key.Id == keyId && key.OwnerId == ownerId).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    // Not worth a refusal: a database that cannot be written to at the moment is still read.
    private static async Task NoteUseAsync(SairDbContext context, Guid id, DateTime now, CancellationToken cancellationToken)
    {
        try
        {
            await context
                .ApiKeys.Where(key => key.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(key => key.UsedUtc, now), cancellationToken);
        }
        catch (Exception exception) when (exception is DbException or StorageException)
        {
            // The next request tries again.
        }
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

/// <summary>A key with which a program acts for a user.</summary>
public sealed class ApiKey : IOwned
{
    /// <summary>Gets the id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Gets the id of the user.</summary>
    public required Guid OwnerId { get; init; }

    /// <summary>Gets what the user calls the key.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the SHA-256 of the key in lower-case hex; the key itself is shown once and not stored.</summary>
    public required string KeyHash { get; init; }

    /// <summary>Gets when the key was made, UTC.</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>Gets or sets when the key was last used, UTC, to the hour; null before.</summary>
    public DateTime? UsedUtc { get; set; }
}
