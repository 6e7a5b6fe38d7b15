using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Sair.Web.Edge;

namespace Sair.Web.Accounts;

/// <summary>
/// Remembers on which devices somebody has signed in, so that their tries are counted for themselves: whoever guesses from the same
/// network keeps them from nothing.
/// </summary>
public sealed class KnownDevices(IDataProtectionProvider protection)
{
    private const string Cookie = "sair-device";
    private const int DeviceBytes = 12;

    private static readonly TimeSpan s_remembered = TimeSpan.FromDays(365);

    private readonly IDataProtector _protector = protection.CreateProtector("Sair.Device");

    /// <summary>
    /// By what the tries of a request are counted: the device, where somebody has signed in on it, else the network address.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="user">The user whose password is tried, where it is about one: nobody else's device counts then.</param>
    public string PlaceOf(HttpContext context, Guid? user = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Find(context) is { } device && (user is null || device.User == user)
            ? $"device {device.Id}"
            : $"address {Visitors.AddressOf(context)}";
    }

    /// <summary>Notes that the user has signed in on this device.</summary>
    public void Remember(HttpContext context, Guid user)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Find(context)?.User == user)
        {
            return;
        }

        var device = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(DeviceBytes));
        var options = new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = "/account",
            IsEssential = true,
            MaxAge = s_remembered,
        };
        context.Response.Cookies.Append(Cookie, _protector.Protect($"{user} {device}"), options);
    }

    private (Guid User, string Id)? Find(HttpContext context)
    {
        try
        {
            return
                context.Request.Cookies[Cookie] is { } cookie
                && _protector.Unprotect(cookie).Split(' ') is [var user, var device]
                && Guid.TryParse(user, out var id)
                ? (id, device)
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
