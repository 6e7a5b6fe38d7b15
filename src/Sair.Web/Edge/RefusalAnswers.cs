using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using Sair.Web.Accounts;

namespace Sair.Web.Edge;

/// <summary>
/// Gives every refusal a body: people in a browser get a page, programs and pictures get problem details (RFC 9457) whose
/// <c>detail</c> is the sentence.
/// </summary>
internal static class RefusalAnswers
{
    private const string NotFoundPage = "/not-found";

    private static readonly object s_entered = new();

    /// <summary>Answers for everything that is mapped behind this.</summary>
    public static IApplicationBuilder UseRefusalAnswers(this IApplicationBuilder app)
    {
        app.UseStatusCodePages(AnswerAsync);
        return app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandler = context =>
                {
                    context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                    return Task.CompletedTask;
                },
            }
        );
    }

    /// <summary>Marks where the site itself begins, and refuses what no endpoint could read.</summary>
    public static IApplicationBuilder UseRefusals(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                context.Items[s_entered] = true;
                if (
                    MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
                    && type.Charset.HasValue
                    && type.Encoding is null
                )
                {
                    new Refusal(StatusCodes.Status415UnsupportedMediaType, "The charset of the request is unknown: send UTF-8.").Set(
                        context
                    );
                    return Task.CompletedTask;
                }

                return next(context);
            }
        );

    private static async Task AnswerAsync(StatusCodeContext failed)
    {
        var context = failed.HttpContext;
        if (!WantsPage(context))
        {
            await (
                (IResult)
                    TypedResults.Problem(
                        SentenceOf(context),
                        statusCode: context.Response.StatusCode,
                        extensions: Refusal.Find(context)?.Extensions?.ToDictionary()
                    )
            ).ExecuteAsync(context);
        }
        else if (
            context.Response.StatusCode == StatusCodes.Status404NotFound
            && HttpMethods.IsGet(context.Request.Method)
            && UserClaims.IdOf(context.User) is not null
        )
        {
            await ShowNotFoundAsync(failed);
        }
        else
        {
            var page = new RazorComponentResult<RefusalPage>(new { Sentence = SentenceOf(context) })
            {
                StatusCode = context.Response.StatusCode,
            };
            await page.ExecuteAsync(context);
        }
    }

    // A picture, a script and a program want no page; neither does a request whose host is no name, because a page needs an address.
    private static bool WantsPage(HttpContext context) =>
        context.Items.ContainsKey(s_entered)
        && !IsApi(context)
        && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    // The pipeline once more, in a scope of its own: a page may have been drawn in the first one already.
    private static async Task ShowNotFoundAsync(StatusCodeContext failed)
    {
        var context = failed.HttpContext;
        var (path, query, services) = (context.Request.Path, context.Request.QueryString, context.RequestServices);
        context.Features.Set<IStatusCodeReExecuteFeature>(
            new StatusCodeReExecuteFeature
            {
                OriginalPathBase = context.Request.PathBase,
                OriginalPath = path,
                OriginalQueryString = query.Value,
                Endpoint = context.GetEndpoint(),
            }
        );
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        (context.Request.Path, context.Request.QueryString) = (NotFoundPage, QueryString.Empty);
        await using var scope = services.CreateAsyncScope();
        try
        {
            context.RequestServices = scope.ServiceProvider;
            await failed.Next(context);
        }
        finally
        {
            context.Features.Set<IStatusCodeReExecuteFeature>(null);
            context.RequestServices = services;
            (context.Request.Path, context.Request.QueryString) = (path, query);
        }
    }

    private static string SentenceOf(HttpContext context) =>
        Refusal.Find(context)?.Sentence
        ?? (context.Response.StatusCode, IsApi(context)) switch
        {
            (StatusCodes.Status400BadRequest, _) when !context.Items.ContainsKey(s_entered) =>
                "This Sair does not answer under the name that was asked for: add it to the setting AllowedHosts.",
            (StatusCodes.Status400BadRequest, _) when context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false } =>
                AntiforgeryFilter.Sentence,
            (StatusCodes.Status400BadRequest, true) => "The request cannot be read: /api/openapi.json describes what this call takes.",
            (StatusCodes.Status400BadRequest, false) => "The request cannot be read: load the page again and repeat what you did.",
            (StatusCodes.Status401Unauthorized, _) when context.Request.Headers.Authorization.Count > 0 =>
                "The key is unknown or was revoked: make a new one on the account page.",
            (StatusCodes.Status401Unauthorized, _) => "Send a key of the account page as Authorization: Bearer KEY.",
            (StatusCodes.Status403Forbidden, _) when UserClaims.IdOf(context.User) is null => "Sign in first.",
            (StatusCodes.Status403Forbidden, _) => "This is for the owner of this Sair.",
            (StatusCodes.Status404NotFound, _) when EndpointOf(context) is not null =>
                "There is no such thing of yours: it does not exist, or it was deleted.",
            (StatusCodes.Status404NotFound, true) => "There is no such call: /api/openapi.json describes all there are.",
            (StatusCodes.Status404NotFound, false) => "There is no such address.",
            (StatusCodes.Status405MethodNotAllowed, _) => $"This address does not take {context.Request.Method}"
                + $"{(context.Response.Headers.Allow.Count > 0 ? $": it takes {context.Response.Headers.Allow}" : "")}.",
            (StatusCodes.Status409Conflict, _) => "It is in a state in which this cannot be done.",
            (StatusCodes.Status413PayloadTooLarge, _) => TooLarge(context),
            (StatusCodes.Status415UnsupportedMediaType, _) =>
                "The request has another content type than this address takes: /api/openapi.json describes it.",
            (StatusCodes.Status429TooManyRequests, _) => "Too many tries: wait a minute, then try again.",
            (>= 500, _) => "Sair failed at this; its log says why. What was stored before is safe.",
            var (status, _) => $"The request was refused ({status} {(HttpStatusCode)status}).",
        };

    private static bool IsApi(HttpContext context) =>
        context.Request.Path.StartsWithSegments(AccountServices.ApiPath, StringComparison.OrdinalIgnoreCase);

    // After a failure the request has no endpoint any more.
    private static Endpoint? EndpointOf(HttpContext context) =>
        context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;

    private static string TooLarge(HttpContext context) =>
        EndpointOf(context)?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize is { } most and >= 1 << 20
            ? $"This is too large: at most {most >> 20} MB are taken."
            : "This is too large.";
}
