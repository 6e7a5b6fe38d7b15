namespace Sair.Web.Accounts;

/// <summary>Where somebody wanted to go before the sign-in.</summary>
public static class ReturnAddress
{
    /// <summary>
    /// A path of this site, whatever was asked for: what could lead elsewhere, or stand in no header, becomes the start page.
    /// </summary>
    public static string Of(string? wish) =>
        wish is ['/', ..] and not ['/', '/' or '\\', ..] && wish.All(character => character is > ' ' and < '\x7f') ? wish : "/";
}
