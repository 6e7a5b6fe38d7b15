using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Sair.Web.Accounts;
using Sair.Worker;

namespace Sair.Web.Endpoints.Api;

/// <summary>The programming interface: everything that a script would want, with a key.</summary>
internal static class ApiEndpoints
{
    private const int FramingBytes = 64 * 1024;

    public static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder routes, WorkerOptions options)
    {
        var most = options.Limits.MaxBytes + FramingBytes;
        var api = routes.MapGroup("/api/v1").RequireAuthorization(AccountServices.ApiPolicy).DisableAntiforgery().AddEndpointFilter<SentenceFilter>();
        api.MapGet("/engines", ApiRequests.ListEngines).Produces<IReadOnlyList<ApiEngine>>();
        api.MapGet("/people", ApiPeople.ListAsync).Produces<IReadOnlyList<ApiPerson>>();
        api.MapPost("/people", ApiPeople.AddAsync).Produces<ApiCreated>();
        api.MapDelete("/people/{id:guid}", ApiPeople.DeleteAsync);
        api.MapPost("/people/{id:guid}/photos", ApiPeople.AddPhotoAsync).Produces<ApiCreated>().WithUploadLimit(most);
        api.MapPost("/photos", ApiPeople.UploadAsync).Produces<ApiPhoto>().WithUploadLimit(most);
        api.MapPost("/photos/{id:guid}/faces", ApiPeople.PlaceFaceAsync).Produces<ApiFace>();
        api.MapGet("/restorations", ApiRequests.ListAsync).Produces<IReadOnlyList<ApiRestoration>>();
        api.MapPost("/restorations", ApiRequests.AddAsync).Produces<ApiCreated>();
        api.MapGet("/restorations/{id:guid}", ApiRequests.FindAsync).Produces<ApiRestoration>();
        api.MapDelete("/restorations/{id:guid}", ApiRequests.DeleteAsync);
        api.MapPost("/restorations/{id:guid}/{action:regex(^(cancel|pause|resume|keep)$)}", ApiRequests.ControlAsync);
        api.MapGet("/restorations/{id:guid}/result", ApiRequests.ResultAsync);
        routes.MapGet("/api/openapi.json", (IApiDescriptionGroupCollectionProvider descriptions) => TypedResults.Json(OpenApiDocument.Write(descriptions)))
            .AllowAnonymous().ExcludeFromDescription();
        return routes;
    }

    private static void WithUploadLimit(this RouteHandlerBuilder endpoint, long most) => endpoint
        .WithMetadata(new RequestSizeLimitAttribute(most))
        .WithFormOptions(memoryBufferThreshold: (int)most, multipartBodyLengthLimit: most);
}
