using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Sair.Data.Accounts;
using Sair.Web.Accounts;

namespace Sair.Web.Endpoints;

/// <summary>Signing in and out: forms, because only an answer to a request can set a cookie.</summary>
internal static class AccountEndpoints
{
    public static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/account/set-up", SetUpAsync).AllowAnonymous().RequireRateLimiting(AccountServices.PasswordAttempts);
        routes.MapPost("/account/sign-in", SignInAsync).AllowAnonymous().RequireRateLimiting(AccountServices.PasswordAttempts);
        routes.MapPost("/account/sign-out", SignOutAsync);
        return routes;
    }

    private static async Task<IResult> SetUpAsync([FromForm] string name, [FromForm] string password, SignInMode mode, Members members, SignInManager<User> signIn)
    {
        if (mode.IsSingleUser)
        {
            return TypedResults.NotFound();
        }

        if (await members.AddOwnerAsync(name, password) is { } mistake)
        {
            return TypedResults.LocalRedirect($"~/set-up?mistake={Uri.EscapeDataString(mistake)}");
        }

        await signIn.PasswordSignInAsync(name.Trim(), password, isPersistent: true, lockoutOnFailure: false);
        return TypedResults.LocalRedirect("~/");
    }

    private static async Task<IResult> SignInAsync([FromForm] string name, [FromForm] string password, [FromForm] string? returnUrl, SignInMode mode, SignInManager<User> signIn)
    {
        if (mode.IsSingleUser)
        {
            return TypedResults.NotFound();
        }

        var result = await signIn.PasswordSignInAsync(name.Trim(), password, isPersistent: true, lockoutOnFailure: true);
        var target = returnUrl is ['/', not ('/' or '\\'), ..] ? returnUrl : "/";
        return result.Succeeded
            ? TypedResults.LocalRedirect($"~{target}")
            : TypedResults.LocalRedirect($"~/sign-in?mistake={(result.IsLockedOut ? "locked" : "wrong")}&ReturnUrl={Uri.EscapeDataString(target)}");
    }

    // The form carries the antiforgery token and nothing else.
    private static async Task<IResult> SignOutAsync([FromForm] string? leave, SignInManager<User> signIn)
    {
        await signIn.SignOutAsync();
        return TypedResults.LocalRedirect(leave is null ? "~/sign-in" : "~/");
    }
}
