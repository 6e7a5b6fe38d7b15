using System.Globalization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;

namespace Sair.Web.Endpoints.Api;

/// <summary>Describes the programming interface (OpenAPI 3.1) from the endpoints themselves.</summary>
internal static class ApiDocument
{
    /// <summary>Where the description is served.</summary>
    public const string Path = "/api/openapi.json";

    private const string Prefix = "api/v1/";
    private const string Key = "key";

    private static readonly (int Status, string Meaning)[] s_refusals =
    [
        (StatusCodes.Status400BadRequest, "The request cannot be read; as with every refusal, the field detail says why."),
        (StatusCodes.Status401Unauthorized, "The key is missing or was revoked, or its user was removed."),
        (StatusCodes.Status404NotFound, "There is no such thing of yours."),
        (
            StatusCodes.Status409Conflict,
            "It is in a state in which this cannot be done, or has to be confirmed: the field detail says why, and confirmBy which "
                + "field of the body to send as true."
        ),
        (StatusCodes.Status410Gone, "A file of it is damaged or was deleted; the field detail says what to do."),
        (StatusCodes.Status413PayloadTooLarge, "The body is too large."),
        (StatusCodes.Status415UnsupportedMediaType, "The body has another content type than this call takes."),
        (StatusCodes.Status422UnprocessableEntity, "The field detail says in one sentence what to do."),
        (StatusCodes.Status429TooManyRequests, "Too many of your restorations wait already; the field detail says what to do."),
        (
            StatusCodes.Status503ServiceUnavailable,
            "Another program keeps the data busy: the header Retry-After says in how many seconds to try again."
        ),
        (StatusCodes.Status507InsufficientStorage, "The disk is full or cannot be written to; nothing that was stored is lost."),
    ];

    /// <summary>Adds what <see cref="MapApiDescription"/> needs.</summary>
    public static IServiceCollection AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi(description =>
        {
            description.ShouldInclude = call => call.RelativePath?.StartsWith(Prefix, StringComparison.Ordinal) == true;
            description.AddDocumentTransformer((document, _, _) => DescribeSite(document));
            description.AddOperationTransformer((call, context, _) => DescribeCall(call, context.Description));
            description.AddSchemaTransformer((schema, context, _) => DescribeValue(schema, context.JsonTypeInfo.Type));
        });

    /// <summary>Serves the description to everybody: it tells nothing of anybody.</summary>
    public static IEndpointConventionBuilder MapApiDescription(this IEndpointRouteBuilder routes) =>
        routes.MapOpenApi(Path).AllowAnonymous();

    /// <summary>Says how every call of a group may be refused, and with what body; what it cannot be is left out again.</summary>
    public static RouteGroupBuilder MayRefuse(this RouteGroupBuilder group)
    {
        foreach (var (status, _) in s_refusals.Where(refusal => refusal.Status != StatusCodes.Status429TooManyRequests))
        {
            group.ProducesProblem(status);
        }

        return group;
    }

    /// <summary>Says that the body of a call is a file, which it reads by itself whatever type the caller names.</summary>
    public static RouteHandlerBuilder TakesFile(this RouteHandlerBuilder endpoint, string contentType) =>
        endpoint.WithMetadata(new FileBody(contentType));

    private static Task DescribeSite(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Sair",
            Version = "1",
            Description = "Restores photographs of people without turning them into somebody else.",
        };
        document.AddComponent(
            Key,
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A key of the account page, or of: sair keys create",
            }
        );
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Key, document)] = [] }];
        return Task.CompletedTask;
    }

    private static Task DescribeCall(OpenApiOperation call, ApiDescription description)
    {
        if (description.ActionDescriptor.EndpointMetadata.OfType<FileBody>().FirstOrDefault() is { } file)
        {
            var bytes = new OpenApiMediaType
            {
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            };
            call.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { [file.ContentType] = bytes },
            };
        }

        foreach (var (status, meaning) in s_refusals)
        {
            var name = status.ToString(CultureInfo.InvariantCulture);
            if (!IsPossible(status, call, description.HttpMethod))
            {
                call.Responses?.Remove(name);
            }
            else if (call.Responses?.GetValueOrDefault(name) is { } refusal)
            {
                refusal.Description = meaning;
            }
        }

        return Task.CompletedTask;
    }

    // What takes no body cannot be sent a wrong one, what names nothing cannot miss it, and what changes nothing fits any state.
    private static bool IsPossible(int status, OpenApiOperation call, string? method) =>
        status switch
        {
            StatusCodes.Status413PayloadTooLarge or StatusCodes.Status415UnsupportedMediaType => call.RequestBody is not null,
            StatusCodes.Status404NotFound or StatusCodes.Status410Gone => call.Parameters?.Any(parameter =>
                parameter.In == ParameterLocation.Path
            ) == true,
            StatusCodes.Status409Conflict => method != HttpMethods.Get,
            _ => true,
        };

    // Addresses name the values of an enumeration; and numbers are taken as text too, but who reads the description shall send numbers.
    private static Task DescribeValue(OpenApiSchema schema, Type of)
    {
        if ((Nullable.GetUnderlyingType(of) ?? of) is { IsEnum: true } choice)
        {
            (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.String, null, null);
            schema.Enum = [.. Enum.GetNames(choice)];
        }
        else if (
            schema.Type is { } type
            && type.HasFlag(JsonSchemaType.String)
            && (type & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0
        )
        {
            schema.Type = type & ~JsonSchemaType.String;
            schema.Pattern = null;
        }

        return Task.CompletedTask;
    }

    private sealed record FileBody(string ContentType);
}
