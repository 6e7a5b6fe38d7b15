using Microsoft.AspNetCore.Http;

namespace Sair.Web;

/// <summary>Answers a person who follows a dead address with a page that leads on; programs and pictures get the bare status.</summary>
internal static class NotFoundPage
{
    private const string Address = "/not-found";

    public static IApplicationBuilder UseNotFoundPage(this WebApplication app) =>
        app.UseWhen(IsVisit, branch => branch.UseStatusCodePagesWithReExecute(Address, createScopeForStatusCodePages: true));

    private static bool IsVisit(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
