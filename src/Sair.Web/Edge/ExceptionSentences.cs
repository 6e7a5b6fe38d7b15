using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;
using Sair.Application.Restorations;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Engine;

namespace Sair.Web.Edge;

/// <summary>
/// Turns a failure that the user or the program can act on into its one sentence; everything else is logged and answered with 500.
/// </summary>
internal sealed partial class ExceptionSentences : IExceptionHandler
{
    private const int LongestValue = 40;
    private const int BusySeconds = 10;

    // As the bodies of the calls name it.
    private const string Confirmation = "evenIfSomebodyElse";
    private const string NoBody = "Send a JSON body: /api/openapi.json describes it.";

    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var refusal = exception switch
        {
            OwnerGoneException => new Refusal(StatusCodes.Status403Forbidden, exception.Message),
            BlobMissingException => new Refusal(StatusCodes.Status410Gone, exception.Message),
            StorageBusyException => new Refusal(
                StatusCodes.Status503ServiceUnavailable,
                exception.Message,
                TimeSpan.FromSeconds(BusySeconds)
            ),
            StorageException => new Refusal(StatusCodes.Status507InsufficientStorage, exception.Message),
            SomebodyElseException somebody => Doubt(somebody),
            KeyTakenException => new Refusal(StatusCodes.Status409Conflict, exception.Message),
            QueueFullException => new Refusal(StatusCodes.Status429TooManyRequests, exception.Message),
            SairException => new Refusal(StatusCodes.Status422UnprocessableEntity, exception.Message),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => null,
            BadHttpRequestException bad => new Refusal(bad.StatusCode, SentenceOf(httpContext, bad)),
            _ => null,
        };
        refusal?.Set(httpContext);
        if (refusal is null && exception is BadHttpRequestException large)
        {
            httpContext.Response.StatusCode = large.StatusCode;
        }

        return ValueTask.FromResult(refusal is not null || exception is BadHttpRequestException);
    }

    private static Refusal Doubt(SomebodyElseException somebody) =>
        new(StatusCodes.Status409Conflict, $"{somebody.Message} Where it is meant, send {Confirmation} with the value true.")
        {
            Extensions = new Dictionary<string, object?>
            {
                ["reason"] = somebody.Message,
                ["confirmBy"] = Confirmation,
                ["faceId"] = somebody.FaceId,
            },
        };

    // The framework says these in terms of its own code.
    private static string SentenceOf(HttpContext context, BadHttpRequestException exception)
    {
        if (context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
        {
            return AntiforgeryFilter.Sentence;
        }

        if (exception.InnerException is JsonException json)
        {
            if (Unknown().Match(json.Message) is { Success: true } unknown)
            {
                return $"The body has a field “{Cut(unknown.Groups["name"].Value)}”, which this call does not take: /api/openapi.json "
                    + "describes what it takes.";
            }

            if (Lacking().Match(json.Message) is { Success: true } lacking)
            {
                return $"The body lacks {lacking.Groups["names"].Value.Replace("'", "", StringComparison.Ordinal)}: /api/openapi.json "
                    + "describes it.";
            }

            if (NotNull().IsMatch(json.Message) && json.Path is { Length: > 2 } nothing)
            {
                return $"The body has nothing (null) as {nothing[2..]}, which must be something: /api/openapi.json describes it.";
            }

            if (Twice().Match(json.Message) is { Success: true } twice)
            {
                // Of a dictionary only the path is told.
                var name = twice.Groups["name"] is { Success: true, Value: var named }
                    ? named
                    : json.Path?.TrimStart('$', '.') ?? "something";
                return $"The body has {Cut(name)} twice: say it once.";
            }

            var place = json is { Path: { } path, LineNumber: { } line } ? $" at {path}, line {line + 1}" : "";
            return $"The JSON of the body cannot be read{place}: /api/openapi.json describes it.";
        }

        var isForm =
            context
                .Features.Get<IExceptionHandlerFeature>()
                ?.Endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()
                ?.ContentTypes.Contains("multipart/form-data") == true;
        if (exception.StatusCode == StatusCodes.Status415UnsupportedMediaType)
        {
            return isForm ? "Send this as multipart/form-data." : "Send the body as application/json.";
        }

        if (Missing().Match(exception.Message) is { Success: true } missing)
        {
            var name = missing.Groups["name"].Value;
            return isForm ? $"The form lacks the field “{name}”: send it as multipart/form-data."
                : missing.Groups["source"].Value.StartsWith("query", StringComparison.Ordinal) ? $"Say {name}= in the address."
                : NoBody;
        }

        if (Unreadable().Match(exception.Message) is { Success: true } unreadable)
        {
            return $"“{Cut(unreadable.Groups["value"].Value)}” is nothing that {unreadable.Groups["name"].Value} can be.";
        }

        return isForm ? "Send a form, as multipart/form-data."
            : exception.Message.Contains("body", StringComparison.Ordinal) ? NoBody
            : "The request cannot be read: /api/openapi.json describes what can be sent.";
    }

    private static string Cut(string value) => value[..Math.Min(value.Length, LongestValue)];

    [GeneratedRegex("^The JSON property '(?<name>.*)' could not be mapped to any \\.NET member", RegexOptions.Singleline)]
    private static partial Regex Unknown();

    [GeneratedRegex("missing required properties,? including: (?<names>'[^.]*')")]
    private static partial Regex Lacking();

    [GeneratedRegex("doesn't allow (setting )?null values")]
    private static partial Regex NotNull();

    [GeneratedRegex("^Duplicate (property '(?<name>.*)' encountered|properties not allowed)", RegexOptions.Singleline)]
    private static partial Regex Twice();

    [GeneratedRegex("^Required parameter \".* (?<name>\\w+)\" was not provided from (?<source>.+)\\.$")]
    private static partial Regex Missing();

    [GeneratedRegex("^Failed to bind parameter \".* (?<name>\\w+)\" from \"(?<value>.*)\"\\.$", RegexOptions.Singleline)]
    private static partial Regex Unreadable();
}
