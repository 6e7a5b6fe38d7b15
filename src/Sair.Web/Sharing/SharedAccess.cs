using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Sair.Data.Galleries;

namespace Sair.Web.Sharing;

/// <summary>Lets visitors of a link in, after the password where it has one.</summary>
public sealed class SharedAccess(SharedGalleries galleries, IDataProtectionProvider protection)
{
    /// <summary>The shortest password of a link in characters; a link cannot be guessed, and tries are few.</summary>
    public const int ShortestPassword = 6;

    private const string VisitorCookie = "sair-visitor";
    private const int VisitorBytes = 18;

    private static readonly PasswordHasher<ShareLink> s_hasher = new();
    private static readonly TimeSpan s_unlocked = TimeSpan.FromHours(12);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Sair.Share").ToTimeLimitedDataProtector();
    private readonly IDataProtector _visitors = protection.CreateProtector("Sair.Visitor");

    /// <summary>Says what is wrong with the password of a new link; null where nothing is, and where it shall have none.</summary>
    public static string? MistakeOf(string? password) =>
        string.IsNullOrWhiteSpace(password) || password.Length >= ShortestPassword
            ? null
            : $"The password of a link has at least {ShortestPassword} characters: choose a longer one, or none.";

    /// <summary>The salted hash of a new link's password.</summary>
    public static string Hash(string password) => s_hasher.HashPassword(null!, password);

    /// <summary>Finds a link that works, whether or not this visitor gave its password.</summary>
    public Task<ShareLink?> FindAsync(string token, CancellationToken cancellationToken = default) =>
        galleries.FindAsync(token, cancellationToken);

    /// <summary>Finds a link that works for this visitor.</summary>
    public async Task<ShareLink?> EnterAsync(HttpContext context, string token, CancellationToken cancellationToken = default) =>
        await FindAsync(token, cancellationToken) is { } link && IsUnlocked(context, link) ? link : null;

    public bool IsUnlocked(HttpContext context, ShareLink link)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(link);
        if (link.PasswordHash is null)
        {
            return true;
        }

        try
        {
            return context.Request.Cookies[CookieOf(link)] is { } cookie && _protector.Unprotect(cookie) == link.Id.ToString();
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Remembers for half a day that the password was right.</summary>
    public bool TryUnlock(HttpContext context, ShareLink link, string password)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(link);
        if (link.PasswordHash is { } hash && s_hasher.VerifyHashedPassword(link, hash, password) == PasswordVerificationResult.Failed)
        {
            return false;
        }

        context.Response.Cookies.Append(
            CookieOf(link),
            _protector.Protect(link.Id.ToString(), s_unlocked),
            Options(context, $"/s/{link.Token}")
        );
        return true;
    }

    /// <summary>Gives a visitor who looks at a gallery the cookie with which one vote can be cast.</summary>
    public void Welcome(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (VisitorOf(context) is null)
        {
            var visitor = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(VisitorBytes));
            context.Response.Cookies.Append(VisitorCookie, _visitors.Protect(visitor), Options(context, "/s"));
        }
    }

    /// <summary>The value that tells this visitor's vote from others'; null of one whom this site did not welcome.</summary>
    public string? VisitorOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            return context.Request.Cookies[VisitorCookie] is { } cookie ? _visitors.Unprotect(cookie) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string CookieOf(ShareLink link) => $"sair-share-{link.Token[..8]}";

    private static CookieOptions Options(HttpContext context, string path) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            Path = path,
            IsEssential = true,
            MaxAge = TimeSpan.FromDays(180),
        };
}
