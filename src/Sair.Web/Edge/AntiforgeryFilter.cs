using Microsoft.AspNetCore.Antiforgery;

namespace Sair.Web.Edge;

/// <summary>Refuses a POST without a valid antiforgery token where no form binding does it.</summary>
internal sealed class AntiforgeryFilter : IEndpointFilter
{
    public const string Sentence = "This page is too old to be trusted: load it again and repeat what you did.";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true }
            ? await next(context)
            : new Refusal(StatusCodes.Status400BadRequest, Sentence);
}
