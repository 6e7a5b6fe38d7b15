using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Sair.Web.Endpoints.Api;

/// <summary>Describes the programming interface (OpenAPI 3.1) from the endpoints themselves.</summary>
internal static class OpenApiDocument
{
    /// <summary>The content type of calls that answer with a file.</summary>
    public const string File = "application/octet-stream";

    private const string Prefix = "api/v1/";

    // As addresses and bodies name them.
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerOptions.Web) { Converters = { new JsonStringEnumConverter() } };

    public static JsonObject Write(IApiDescriptionGroupCollectionProvider descriptions)
    {
        var paths = new JsonObject();
        var calls = descriptions.ApiDescriptionGroups.Items.SelectMany(group => group.Items)
            .Where(call => call.RelativePath?.StartsWith(Prefix, StringComparison.Ordinal) == true);
        foreach (var path in calls.GroupBy(call => PathOf(call.RelativePath!)))
        {
            paths[path.Key] = new JsonObject(path.Select(call => KeyValuePair.Create<string, JsonNode?>(call.HttpMethod!.ToLowerInvariant(), Operation(call))));
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Sair", ["version"] = "1" },
            ["security"] = new JsonArray(new JsonObject { ["key"] = new JsonArray() }),
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject { ["key"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } },
            },
            ["paths"] = paths,
        };
    }

    // Constraints of routes are no part of the address.
    private static string PathOf(string relative)
    {
        var clean = System.Text.RegularExpressions.Regex.Replace(relative, @"\{(\w+)[^}]*\}+(\))*", "{$1}");
        return "/" + clean;
    }

    private static JsonObject Operation(ApiDescription call)
    {
        var operation = new JsonObject
        {
            ["summary"] = call.ActionDescriptor.EndpointMetadata.OfType<IEndpointSummaryMetadata>().Last().Summary,
            ["parameters"] = new JsonArray([.. call.ParameterDescriptions.Where(parameter => parameter.Source == BindingSource.Path || parameter.Source == BindingSource.Query).Select(Parameter)]),
        };
        var body = call.ParameterDescriptions.FirstOrDefault(parameter => parameter.Source == BindingSource.Body);
        if (body is not null)
        {
            operation["requestBody"] = Content("application/json", Schema(body.Type));
        }
        else if (call.ParameterDescriptions.Any(parameter => parameter.Source == BindingSource.FormFile))
        {
            var file = new JsonObject { ["type"] = "string", ["format"] = "binary" };
            operation["requestBody"] = Content("multipart/form-data", new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["photo"] = file } });
        }

        var (status, done) = Answer(call);
        operation["responses"] = new JsonObject
        {
            [status] = done,
            ["400"] = new JsonObject { ["description"] = "The request cannot be read; as with every refusal, the field detail says why." },
            ["401"] = new JsonObject { ["description"] = "The key is missing or was revoked, or its user was removed." },
            ["404"] = new JsonObject { ["description"] = "There is no such thing of yours." },
            ["409"] = new JsonObject { ["description"] = "It is in a state in which this cannot be done; the field detail says why." },
            ["413"] = new JsonObject { ["description"] = "The body is too large." },
            ["415"] = new JsonObject { ["description"] = "The body has another content type than this call takes." },
            ["422"] = new JsonObject { ["description"] = "The field detail says in one sentence what to do." },
            ["429"] = new JsonObject { ["description"] = "Too much was asked for at once; the field detail says what to do." },
            ["507"] = new JsonObject { ["description"] = "The disk is full or cannot be written to; nothing that was stored is lost." },
        };
        return operation;
    }

    private static (string Status, JsonObject Answer) Answer(ApiDescription call)
    {
        var answer = call.SupportedResponseTypes.First(response => response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status204NoContent);
        var done = new JsonObject { ["description"] = "Done." };
        if (answer.Type is { } type && type != typeof(void))
        {
            done["content"] = Content("application/json", Schema(type))["content"]!.DeepClone();
        }
        else if (answer.StatusCode == StatusCodes.Status200OK)
        {
            done["content"] = Content(File, new JsonObject { ["type"] = "string", ["format"] = "binary" })["content"]!.DeepClone();
        }

        return ($"{answer.StatusCode}", done);
    }

    private static JsonNode Parameter(ApiParameterDescription parameter) => new JsonObject
    {
        ["name"] = parameter.Name,
        ["in"] = parameter.Source == BindingSource.Path ? "path" : "query",
        ["required"] = parameter.Source == BindingSource.Path,
        ["schema"] = Schema(parameter.Type),
    };

    private static JsonObject Content(string type, JsonNode schema) => new() { ["content"] = new JsonObject { [type] = new JsonObject { ["schema"] = schema } } };

    private static JsonNode Schema(Type type) => s_json.GetJsonSchemaAsNode(type);
}
