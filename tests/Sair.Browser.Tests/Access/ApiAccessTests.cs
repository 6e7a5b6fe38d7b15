using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using Sair.Data.Restorations;
using Sair.Web.Accounts;

namespace Sair.Browser.Tests.Access;

/// <summary>Every call of the programming interface, as it is mapped: a call that is added later is tested too.</summary>
public sealed class ApiAccessTests : IAsyncLifetime
{
    private const string Prefix = "/api/v1/";

    // Calls about nothing of anybody's, or only of the caller's own.
    private static readonly string[] s_withoutId =
    [
        "GET people",
        "POST people",
        "GET photos",
        "POST photos",
        "GET engines",
        "GET queue",
        "GET restorations",
        "POST restorations",
        "GET galleries",
        "POST galleries",
        "GET storage",
        "DELETE data",
    ];

    private OwnedSite _owned = null!;

    public async Task InitializeAsync() => _owned = await OwnedSite.StartAsync();

    public async Task DisposeAsync() => await _owned.DisposeAsync();

    [Fact]
    public async Task EveryCall_WithoutAKeyOrWithACookieOnly_IsRefused()
    {
        using var wrong = new Client(_owned.Site.Address, "sair_wrong");
        foreach (var call in Calls())
        {
            foreach (var client in (Client[])[_owned.Guest, _owned.Owner, wrong])
            {
                using var content = ContentOf(call);
                using var answer = await client.SendAsync(new HttpMethod(call.Method), call.Path, content);
                Assert.Equal((call, HttpStatusCode.Unauthorized), (call, answer.StatusCode));
            }
        }
    }

    [Fact]
    public async Task EveryCall_WithAKeyOfARemovedMember_IsRefused()
    {
        await using (var scope = _owned.Site.Services.CreateAsyncScope())
        {
            var members = scope.ServiceProvider.GetRequiredService<Members>();
            await members.RemoveAsync((await members.ListAsync())[^1].Id);
        }

        foreach (var call in Calls())
        {
            using var content = ContentOf(call);
            using var answer = await _owned.StrangersProgram.SendAsync(new HttpMethod(call.Method), call.Path, content);
            Assert.Equal((call, HttpStatusCode.Unauthorized), (call, answer.StatusCode));
        }
    }

    [Fact]
    public async Task EveryCallWithAnId_OfAStranger_FindsNothing()
    {
        var tried = Calls().Where(call => !s_withoutId.Contains($"{call.Method} {call.Path[Prefix.Length..]}")).ToList();
        foreach (var call in tried)
        {
            using var content = ContentOf(call);
            using var answer = await _owned.StrangersProgram.SendAsync(new HttpMethod(call.Method), call.Path, content);
            Assert.Equal((call, HttpStatusCode.NotFound), (call, answer.StatusCode));
        }

        Assert.All(tried, call => Assert.True(Guid.TryParse(call.Path[Prefix.Length..].Split('/')[1], out _), call.Path));
        Assert.True(tried.Count > 30);
        foreach (
            var path in (string[])
                [
                    "/api/v1/people/" + _owned.Person,
                    "/api/v1/restorations/" + _owned.Request,
                    "/api/v1/galleries/" + _owned.Gallery,
                    "/api/v1/photos/" + _owned.Photo,
                ]
        )
        {
            Assert.Equal(HttpStatusCode.OK, await _owned.OwnersProgram.StatusOfAsync(path));
        }
    }

    [Fact]
    public async Task Lists_OfAStranger_AreEmpty()
    {
        foreach (var path in (string[])["people", "photos", "queue", "restorations", "galleries"])
        {
            using var answer = await _owned.StrangersProgram.GetAsync(Prefix + path);
            Assert.Equal("[]", await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task ForeignIds_InABody_AreRefused()
    {
        using var gallery = await _owned.StrangersProgram.SendAsync(
            HttpMethod.Post,
            Prefix + "galleries",
            JsonContent.Create(new { title = "Mine", restorationIds = new[] { _owned.Request } })
        );
        using var face = await _owned.StrangersProgram.SendAsync(
            HttpMethod.Post,
            Prefix + "restorations",
            JsonContent.Create(new { faceId = _owned.Face, referenceFaceIds = new[] { _owned.Face } })
        );
        using var person = await _owned.StrangersProgram.SendAsync(
            HttpMethod.Post,
            Prefix + "restorations",
            JsonContent.Create(new { faceId = _owned.Face, personId = _owned.Person })
        );

        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity),
            (gallery.StatusCode, face.StatusCode, person.StatusCode)
        );
    }

    [Fact]
    public async Task Description_OfTheSite_TellsOfEveryCallWhatItDoesTakesAndAnswers()
    {
        var described = await DescribeAsync();

        foreach (var (method, pattern) in Patterns())
        {
            var call = OperationOf(described, method, pattern);
            Assert.True(call.GetProperty("summary").GetString()!.Length > 10, pattern);
            var parameters = call.TryGetProperty("parameters", out var some) ? some.EnumerateArray().ToList() : [];
            Assert.All(parameters, parameter => Assert.True(char.IsLower(parameter.GetProperty("name").GetString()![0]), pattern));
            Assert.Equal(
                pattern.Split('{').Skip(1).Select(part => part.Split(':', '}')[0]).Order(),
                parameters
                    .Where(parameter => parameter.GetProperty("in").GetString() == "path")
                    .Select(parameter => parameter.GetProperty("name").GetString()!)
                    .Order()
            );
            var answers = call.GetProperty("responses");
            Assert.True(answers.TryGetProperty("204", out _) || answers.GetProperty("200").TryGetProperty("content", out _), pattern);
        }

        Assert.Equal(
            Patterns().Count(),
            described.GetProperty("paths").EnumerateObject().Sum(path => path.Value.EnumerateObject().Count())
        );
    }

    [Fact]
    public async Task Description_OfTheSite_TellsOfEveryCallHowItIsRefused()
    {
        var described = await DescribeAsync();

        Assert.Equal(
            "bearer",
            described.GetProperty("components").GetProperty("securitySchemes").GetProperty("key").GetProperty("scheme").GetString()
        );
        Assert.Equal(
            ["key"],
            described.GetProperty("security").EnumerateArray().SelectMany(way => way.EnumerateObject()).Select(way => way.Name)
        );
        foreach (var (method, pattern) in Patterns())
        {
            var call = OperationOf(described, method, pattern);
            string[] always = ["400", "401", "422", "503", "507"];
            string[] expected =
            [
                .. always,
                .. pattern.Contains('{', StringComparison.Ordinal) ? ["404", "410"] : Array.Empty<string>(),
                .. method == "GET" ? [] : new[] { "409" },
                .. call.TryGetProperty("requestBody", out _) ? ["413", "415"] : Array.Empty<string>(),
                .. pattern.Split('/')[^1] is "restorations" or "repeat" or "branch" && method == "POST" ? ["429"] : Array.Empty<string>(),
            ];
            var refusals = call.GetProperty("responses").EnumerateObject().Where(answer => answer.Name[0] > '2').ToList();
            Assert.Equal(
                (method, pattern, string.Join(' ', expected.Order())),
                (method, pattern, string.Join(' ', refusals.Select(answer => answer.Name).Order()))
            );
            Assert.All(
                refusals,
                answer =>
                {
                    Assert.EndsWith(".", answer.Value.GetProperty("description").GetString(), StringComparison.Ordinal);
                    Assert.Equal(
                        "#/components/schemas/ProblemDetails",
                        SchemaOf(answer.Value, "application/problem+json").GetProperty("$ref").GetString()
                    );
                }
            );
        }
    }

    [Theory]
    [InlineData("POST", "photos", "multipart/form-data")]
    [InlineData("POST", "people/{id}/photos", "multipart/form-data")]
    [InlineData("PUT", "faces/{id}/marks", "image/png")]
    [InlineData("POST", "restorations", "application/json")]
    [InlineData("PUT", "faces/{id}/degradation", "application/json")]
    public async Task Description_OfABody_NamesItsType(string method, string path, string type)
    {
        var body = OperationOf(await DescribeAsync(), method, path).GetProperty("requestBody");

        Assert.Equal([type], body.GetProperty("content").EnumerateObject().Select(content => content.Name));
        if (type == "multipart/form-data")
        {
            Assert.True(SchemaOf(body, type).GetProperty("properties").TryGetProperty("photo", out _));
        }
    }

    [Fact]
    public async Task Description_OfARecord_SaysWhatItIsAndNumbersAreNumbers()
    {
        var schemas = (await DescribeAsync()).GetProperty("components").GetProperty("schemas");

        var rating = schemas.GetProperty("ApiRestorationChange");
        Assert.Contains("a rating of 1–5", rating.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ["null", "integer"],
            rating.GetProperty("properties").GetProperty("rating").GetProperty("type").EnumerateArray().Select(type => type.GetString())
        );
    }

    [Fact]
    public async Task Description_OfAFilter_NamesItsValues()
    {
        var described = await DescribeAsync();
        var schema = OperationOf(described, "GET", "restorations")
            .GetProperty("parameters")
            .EnumerateArray()
            .Single(parameter => parameter.GetProperty("name").GetString() == "verdict")
            .GetProperty("schema");
        if (schema.TryGetProperty("$ref", out var place))
        {
            schema = described.GetProperty("components").GetProperty("schemas").GetProperty(place.GetString()!.Split('/')[^1]);
        }

        Assert.Equal(Enum.GetNames<Verdict>(), schema.GetProperty("enum").EnumerateArray().Select(value => value.GetString()));
        Assert.Equal(HttpStatusCode.OK, await _owned.OwnersProgram.StatusOfAsync($"{Prefix}restorations?verdict={Verdict.Faithful}"));
    }

    [Fact]
    public async Task Description_EveryBody_TellsTrulyWhatIsRequiredAndWhatMayBeNull()
    {
        var described = await DescribeAsync();
        var wrong = new List<string>();
        var members = 0;
        foreach (var (method, pattern) in Patterns())
        {
            if (
                !OperationOf(described, method, pattern).TryGetProperty("requestBody", out var body)
                || !body.GetProperty("content").TryGetProperty("application/json", out var json)
            )
            {
                continue;
            }

            // Nothing has this id, so that what is read is not done.
            var path =
                "/"
                + string.Join(
                    '/',
                    pattern
                        .Split('/')
                        .Select(part =>
                            part.StartsWith('{')
                                ? part.Contains("action", StringComparison.Ordinal)
                                    ? "cancel"
                                    : $"{Guid.NewGuid()}"
                                : part
                        )
                );
            var schema = Resolve(json.GetProperty("schema"));
            var isList = schema.TryGetProperty("items", out var items);
            var member = isList ? Resolve(items) : schema;
            var required = member.TryGetProperty("required", out var names)
                ? names.EnumerateArray().Select(name => name.GetString()!).ToHashSet()
                : [];
            var whole = ExampleOf(member)!.AsObject();
            await ExpectAsync(whole, isRead: true, "");
            foreach (
                var (name, value) in member.GetProperty("properties").EnumerateObject().Select(property => (property.Name, property.Value))
            )
            {
                members++;
                await ExpectAsync(With(whole, changed => changed.Remove(name)), !required.Contains(name), name);
                await ExpectAsync(With(whole, changed => changed[name] = null), MayBeNull(value), name);
            }

            async Task ExpectAsync(JsonObject sent, bool isRead, string name)
            {
                JsonNode content = isList ? new JsonArray(sent.DeepClone()) : sent;
                using var answer = await _owned.OwnersProgram.SendAsync(
                    new HttpMethod(method),
                    path,
                    new StringContent(content.ToJsonString(), null, "application/json")
                );
                var says = await answer.Content.ReadAsStringAsync();
                if (
                    isRead != (answer.StatusCode != HttpStatusCode.BadRequest)
                    || (int)answer.StatusCode >= 500
                    || !(isRead || says.Contains(name, StringComparison.Ordinal))
                )
                {
                    wrong.Add($"{method} {pattern} {content.ToJsonString()}: {(int)answer.StatusCode} {says}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.InRange(members, 30, 300);

        JsonObject With(JsonObject whole, Action<JsonObject> change)
        {
            var changed = whole.DeepClone().AsObject();
            change(changed);
            return changed;
        }

        JsonElement Resolve(JsonElement schema)
        {
            schema = schema.TryGetProperty("oneOf", out var choices)
                ? choices.EnumerateArray().First(choice => choice.TryGetProperty("$ref", out _))
                : schema;
            return schema.TryGetProperty("$ref", out var place)
                ? described.GetProperty("components").GetProperty("schemas").GetProperty(place.GetString()!.Split('/')[^1])
                : schema;
        }

        IEnumerable<string> TypesOf(JsonElement schema) =>
            !schema.TryGetProperty("type", out var type) ? []
            : type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!)
            : [type.GetString()!];

        bool MayBeNull(JsonElement schema) =>
            TypesOf(schema).Contains("null")
            || (
                schema.TryGetProperty("oneOf", out var choices) && choices.EnumerateArray().Any(choice => TypesOf(choice).Contains("null"))
            );

        JsonNode? ExampleOf(JsonElement schema)
        {
            schema = Resolve(schema);
            return TypesOf(schema).First(type => type != "null") switch
            {
                "object" => new JsonObject(
                    schema.TryGetProperty("properties", out var properties)
                        ? properties.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, ExampleOf(property.Value)))
                        : []
                ),
                "array" => new JsonArray(ExampleOf(schema.GetProperty("items"))),
                "integer" or "number" => 1,
                "boolean" => true,
                _ => schema.TryGetProperty("format", out var format) && format.GetString() == "uuid" ? $"{Guid.NewGuid()}" : "a",
            };
        }
    }

    private static JsonElement OperationOf(JsonElement described, string method, string pattern) =>
        described
            .GetProperty("paths")
            .GetProperty((pattern.StartsWith("api/", StringComparison.Ordinal) ? "/" : Prefix) + Plain(pattern))
            .GetProperty(method.ToLowerInvariant());

    private static JsonElement SchemaOf(JsonElement body, string type) =>
        body.GetProperty("content").GetProperty(type).GetProperty("schema");

    private async Task<JsonElement> DescribeAsync()
    {
        using var answer = await _owned.Guest.GetAsync("/api/openapi.json");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static string Plain(string pattern) =>
        string.Concat(pattern.Split('/').Select(part => "/" + (part.StartsWith('{') ? $"{{{part[1..].Split(':', '}')[0]}}}" : part)))[1..];

    private IEnumerable<(string Method, string Pattern)> Patterns() =>
        from endpoint in _owned.Site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let pattern = endpoint.RoutePattern.RawText!.TrimStart('/')
        where pattern.StartsWith(Prefix[1..], StringComparison.Ordinal)
        from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
        select (method, pattern);

    private IEnumerable<Call> Calls() =>
        Patterns()
            .Select(call => new Call(
                call.Method,
                "/"
                    + string.Join(
                        '/',
                        call.Pattern.Split('/')
                            .Select(
                                (part, i) => part.StartsWith('{') ? ValueOf(part[1..].Split(':', '}')[0], call.Pattern.Split('/')[2]) : part
                            )
                    )
            ));

    private string ValueOf(string name, string things) =>
        (name, things) switch
        {
            ("id", "people") => $"{_owned.Person}",
            ("id", "photos") => $"{_owned.Photo}",
            ("id" or "requestId", "restorations") => $"{_owned.Request}",
            ("id", "faces") => $"{_owned.Face}",
            ("id", "galleries") => $"{_owned.Gallery}",
            ("photoId", _) => $"{_owned.AlbumPhoto}",
            ("restorationId", _) => $"{_owned.Request}",
            ("linkId", _) => $"{_owned.Link.Id}",
            ("iteration", _) => $"{_owned.Frame}",
            ("picture", _) => "after",
            ("action", _) => "cancel",
            _ => throw new InvalidOperationException($"No value is known for {name} of {things}."),
        };

    // One body with a usable value for every call; what a call does not know it leaves alone.
    private HttpContent? ContentOf(Call call) =>
        call switch
        {
            { Method: "GET" or "DELETE" } => null,
            { Path: var path } when path.EndsWith("/photos", StringComparison.Ordinal) => OwnedSite.Upload(),
            { Path: var path } when path.EndsWith("/points", StringComparison.Ordinal) => JsonContent.Create(
                Enumerable.Range(0, 5).Select(i => new { x = 40 + i, y = 40 + i })
            ),
            { Path: var path } when path.EndsWith("/marks", StringComparison.Ordinal) => new ByteArrayContent(TestPhotos.Png(64, 64, 10)),
            { Path: var path } => JsonContent.Create(BodyOf(path[Prefix.Length..].Split('/'), call.Method)),
        };

    // What the call takes and nothing else, so that it is refused for whose it is and not for how it is asked.
    private object BodyOf(string[] parts, string method) =>
        (parts[0], parts[^1], parts.Length) switch
        {
            ("people", _, <= 2) => new { name = "Anna" },
            ("people", _, 4) => new { confirmed = true },
            ("photos", "turn", _) => new { degrees = 90 },
            ("photos", "faces", _) => new
            {
                x = 40,
                y = 30,
                width = 60,
                height = 60,
            },
            ("restorations", _, 1) => new { faceId = _owned.Face },
            ("restorations", _, 2) when method == "PATCH" => new { rating = 3 },
            ("restorations", "branch", _) => new { iteration = 1 },
            ("galleries", _, <= 2) => new { title = "Mine" },
            ("galleries", "items", _) => new { restorationId = _owned.Request },
            _ => new { },
        };

    private sealed record Call(string Method, string Path);
}
