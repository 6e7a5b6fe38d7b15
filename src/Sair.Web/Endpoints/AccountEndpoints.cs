using Microsoft.AspNetCore.Mvc;
using Sair.Web.Accounts;
using Sair.Web.Edge;

namespace Sair.Web.Endpoints;

/// <summary>Signing in and out, and the password: forms, because only an answer to a request can set a cookie.</summary>
internal static class AccountEndpoints
{
    // A name and two passwords with what a form adds.
    private const int LargestForm = 16 * 1024;

    public static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder routes)
    {
        var account = routes.MapGroup("/account").WithMetadata(new RequestSizeLimitAttribute(LargestForm));
        account.MapPost("/set-up", SetUpAsync).AllowAnonymous().RequireRateLimiting(AttemptLimits.SetUp);
        account.MapPost("/sign-in", SignInAsync).AllowAnonymous().RequireRateLimiting(AttemptLimits.SignIn);
        account.MapPost("/password", ChangePasswordAsync);
        account.MapPost("/sign-out", SignOutAsync);
        return routes;
    }

    private static async Task<IResult> SetUpAsync(
        [FromForm] string name,
        [FromForm] string password,
        SignInMode mode,
        Members members,
        SignIns signIns,
        Notices notices,
        HttpContext context
    )
    {
        if (mode.IsSingleUser)
        {
            return TypedResults.NotFound();
        }

        if (await members.AddOwnerAsync(name, password) is { } mistake)
        {
            return TypedResults.LocalRedirect(notices.Address("~/set-up", mistake));
        }

        await signIns.TryAsync(context, name, password);
        return TypedResults.LocalRedirect("~/");
    }

    private static async Task<IResult> SignInAsync(
        [FromForm] string name,
        [FromForm] string password,
        [FromForm] string? returnUrl,
        SignInMode mode,
        SignIns signIns,
        HttpContext context
    )
    {
        if (mode.IsSingleUser)
        {
            return TypedResults.NotFound();
        }

        var target = ReturnAddress.Of(returnUrl);
        return await signIns.TryAsync(context, name, password) switch
        {
            null => TypedResults.LocalRedirect($"~{target}"),
            { Wait: { } wait } => Refusal.TooMany("This name was tried too often", wait),
            _ => TypedResults.LocalRedirect($"~/sign-in?mistake=wrong&ReturnUrl={Uri.EscapeDataString(target)}"),
        };
    }

    private static async Task<IResult> ChangePasswordAsync(
        [FromForm] string current,
        [FromForm] string replacement,
        SignInMode mode,
        SignIns signIns,
        Notices notices,
        GuessLimits limits,
        HttpContext context
    )
    {
        if (mode.IsSingleUser)
        {
            return TypedResults.NotFound();
        }

        if (limits.Count($"user {UserClaims.IdOf(context.User)}", "") is { } wait)
        {
            return Refusal.TooMany("The password was tried too often", wait);
        }

        var mistake = await signIns.ChangePasswordAsync(context, current, replacement);
        return TypedResults.LocalRedirect(
            notices.Address("~/account", mistake ?? "The password was changed. Every other device has to sign in again.")
        );
    }

    // The form carries the antiforgery token and nothing else.
    private static async Task<IResult> SignOutAsync([FromForm] string? leave, SignIns signIns, HttpContext context)
    {
        await signIns.EndAsync(context);
        return TypedResults.LocalRedirect(leave is null ? "~/sign-in" : "~/");
    }
}
