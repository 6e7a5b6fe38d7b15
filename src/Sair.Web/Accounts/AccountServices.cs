using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Sair.Data.Accounts;
using SignInOptions = Sair.Web.Settings.SignInOptions;

namespace Sair.Web.Accounts;

/// <summary>Registers sign-in: Identity with cookies, keys for programs, one local user where nobody signs in.</summary>
internal static class AccountServices
{
    /// <summary>Under which the addresses of the programming interface lie.</summary>
    public const string ApiPath = "/api";

    private const string SiteScheme = "Site";

    /// <summary>
    /// The policy of the programming interface: a key, never a cookie, so that no page elsewhere can use a browser's sign-in.
    /// </summary>
    public const string ApiPolicy = "api";

    public static IServiceCollection AddAccounts(this IServiceCollection services, SignInOptions options, SignInMode mode)
    {
        services.AddSingleton(options);
        services.AddSingleton(mode);
        services.AddHttpContextAccessor();
        services.AddCascadingAuthenticationState();
        services.AddScoped<CurrentOwner>();
        services.AddScoped<CircuitHandler, OwnerOfCircuit>();
        services.AddScoped<Members>();
        services.AddScoped<SignIns>();
        services.AddSingleton<OpenSessions>();
        services.AddHostedService(provider => provider.GetRequiredService<OpenSessions>());
        services
            .AddIdentityCore<User>(identity =>
            {
                identity.Password.RequiredLength = options.ShortestPassword;
                identity.Password.RequireDigit =
                    identity.Password.RequireLowercase =
                    identity.Password.RequireUppercase =
                    identity.Password.RequireNonAlphanumeric =
                        false;
                identity.Password.RequiredUniqueChars = 4;
                identity.User.AllowedUserNameCharacters = "";
            })
            .AddUserStore<UserStore>()
            .AddErrorDescriber<AccountSentences>();
        AddSchemes(services, options, mode);
        services
            .AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(ApiPolicy, policy => policy.AddAuthenticationSchemes(ApiKeyHandler.SchemeName).RequireAuthenticatedUser());
        services.AddSingleton<GuessLimits>();
        services.AddSingleton<KnownDevices>();
        return services;
    }

    private static void AddSchemes(IServiceCollection services, SignInOptions options, SignInMode mode)
    {
        var ofPages = mode.IsSingleUser ? LocalUserHandler.SchemeName : CookieAuthenticationDefaults.AuthenticationScheme;
        var authentication = services.AddAuthentication(SiteScheme);

        // Also where no call is found: what a program asked for wrongly is told to its key, and to no cookie.
        authentication.AddPolicyScheme(
            SiteScheme,
            null,
            scheme =>
                scheme.ForwardDefaultSelector = context =>
                    context.Request.Path.StartsWithSegments(ApiPath, StringComparison.OrdinalIgnoreCase)
                        ? ApiKeyHandler.SchemeName
                        : ofPages
        );
        authentication.AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        authentication.AddScheme<AuthenticationSchemeOptions, LocalUserHandler>(LocalUserHandler.SchemeName, null);
        authentication.AddCookie(
            CookieAuthenticationDefaults.AuthenticationScheme,
            cookie =>
            {
                cookie.Cookie.Name = "sair";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.ExpireTimeSpan = TimeSpan.FromDays(options.Days);
                cookie.SlidingExpiration = true;
                cookie.LoginPath = "/sign-in";
                cookie.AccessDeniedPath = "/not-found";
                cookie.Events.OnValidatePrincipal = SignIns.ValidateAsync;
                cookie.Events.OnRedirectToLogin = context => AnswerAsync(context.HttpContext, context.RedirectUri);
            }
        );
    }

    // A page leads to the sign-in; a picture or an action of a guest is refused.
    private static Task AnswerAsync(HttpContext context, string address)
    {
        if (
            HttpMethods.IsGet(context.Request.Method)
            && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        )
        {
            context.Response.Redirect(SignIns.HasEnded(context) ? QueryHelpers.AddQueryString(address, "mistake", SignIns.Ended) : address);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }

        return Task.CompletedTask;
    }
}

/// <summary>Takes everybody for the one user of this machine; only ever used while the site listens on this machine alone.</summary>
public sealed class LocalUserHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Local";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(UserClaims.Local(SchemeName), SchemeName)));
}

/// <summary>Says what is wrong with a name or a password.</summary>
internal sealed class AccountSentences : IdentityErrorDescriber
{
    public override IdentityError DuplicateUserName(string userName) =>
        Error(nameof(DuplicateUserName), "Somebody has this name already: choose another one.");

    public override IdentityError InvalidUserName(string? userName) => Error(nameof(InvalidUserName), "Give a name.");

    public override IdentityError PasswordMismatch() => Error(nameof(PasswordMismatch), "The current password is wrong.");

    public override IdentityError PasswordTooShort(int length) =>
        Error(nameof(PasswordTooShort), $"A password has at least {length} characters.");

    public override IdentityError PasswordRequiresUniqueChars(int uniqueChars) =>
        Error(nameof(PasswordRequiresUniqueChars), $"A password has at least {uniqueChars} different characters.");

    public override IdentityError ConcurrencyFailure() =>
        Error(nameof(ConcurrencyFailure), "The password was changed elsewhere at the same moment: look which one works, and try again.");

    private static IdentityError Error(string code, string sentence) => new() { Code = code, Description = sentence };
}

/// <summary>Whether the site has one user, who need not sign in.</summary>
/// <param name="IsSingleUser">Whether everything belongs to whoever sits at this machine.</param>
public sealed record SignInMode(bool IsSingleUser);
