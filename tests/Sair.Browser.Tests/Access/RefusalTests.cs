using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Sair.Browser.Tests.Hosting;
using Sair.Data;

namespace Sair.Browser.Tests.Access;

/// <summary>Whatever is refused says in one sentence why, to programs as problem details and to people as a page.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private OwnedSite _owned = null!;

    public async Task InitializeAsync() => _owned = await OwnedSite.StartAsync();

    public async Task DisposeAsync() => await _owned.DisposeAsync();

    public static TheoryData<string, string, string?, string?, HttpStatusCode, string> Calls =>
        new()
        {
            {
                "POST",
                "photos",
                "--b\r\nContent-Disposition: form-data; name=\"wrong\"; filename=\"a.jpg\"\r\n\r\nx\r\n--b--\r\n",
                "multipart/form-data; boundary=b",
                HttpStatusCode.BadRequest,
                "lacks the field “photo”"
            },
            { "POST", "photos", "{}", "application/json", HttpStatusCode.UnsupportedMediaType, "another content type" },
            { "POST", "photos", null, null, HttpStatusCode.BadRequest, "multipart/form-data" },
            { "POST", "people", null, null, HttpStatusCode.BadRequest, "Send a JSON body" },
            { "POST", "people", "", "application/json", HttpStatusCode.BadRequest, "JSON" },
            { "POST", "people", "null", "application/json", HttpStatusCode.BadRequest, "JSON body" },
            { "POST", "people", "{\"name\":", "application/json", HttpStatusCode.BadRequest, "The JSON of the body cannot be read" },
            { "POST", "people", "{\"name\":7}", "application/json", HttpStatusCode.BadRequest, "at $.name" },
            {
                "POST",
                "people",
                "name=Anna",
                "application/x-www-form-urlencoded",
                HttpStatusCode.UnsupportedMediaType,
                "another content type"
            },
            { "POST", "people", "{}", "application/json; charset=xx", HttpStatusCode.UnsupportedMediaType, "UTF-8" },
            { "GET", "restorations?rating=many", null, null, HttpStatusCode.BadRequest, "“many” is nothing that rating can be" },
            { "GET", "restorations?status=Nowhere", null, null, HttpStatusCode.BadRequest, "“Nowhere” is nothing that status can be" },
            { "GET", "nothing", null, null, HttpStatusCode.NotFound, "There is no such call" },
            { "PUT", "people", "{}", "application/json", HttpStatusCode.MethodNotAllowed, "does not take PUT" },
            {
                "GET",
                "people/11111111-2222-3333-4444-555555555555",
                null,
                null,
                HttpStatusCode.NotFound,
                "There is no such thing of yours"
            },
            { "DELETE", "data", null, null, HttpStatusCode.UnprocessableEntity, "confirm=delete" },
            { "POST", "photos/{photo}/faces", "", "application/json", HttpStatusCode.BadRequest, "JSON" },
            { "POST", "photos/{photo}/points", "", "application/json", HttpStatusCode.BadRequest, "JSON" },
            { "POST", "restorations/{request}/branch", "", "application/json", HttpStatusCode.BadRequest, "JSON" },
        };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_WithAMistake_SaysInASentenceWhatToDo(
        string method,
        string path,
        string? body,
        string? type,
        HttpStatusCode status,
        string sentence
    )
    {
        var address = path.Replace("{photo}", $"{_owned.Photo}", StringComparison.Ordinal)
            .Replace("{request}", $"{_owned.Request}", StringComparison.Ordinal);
        using var content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (content is not null)
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type!);
        }

        using var answer = await _owned.OwnersProgram.SendAsync(new HttpMethod(method), $"/api/v1/{address}", content);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(sentence, await SentenceOfAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WithoutOrWithAWrongKey_SaysWhereKeysAre()
    {
        using var guest = await _owned.Guest.GetAsync("/api/v1/people");
        using var wrong = new Client(_owned.Site.Address, "sair_wrong");
        using var refused = await wrong.GetAsync("/api/v1/people");

        Assert.Contains("Authorization: Bearer", await SentenceOfAsync(guest), StringComparison.Ordinal);
        Assert.Contains("unknown or was revoked", await SentenceOfAsync(refused), StringComparison.Ordinal);
        Assert.Equal("Bearer", guest.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Upload_TooLarge_SaysHowMuchIsTaken()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_owned.Site.Address) };
        http.DefaultRequestHeaders.Authorization = _owned.OwnersProgram.Authorization;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/photos")
        {
            Content = new MultipartFormDataContent { { new ByteArrayContent(new byte[90 << 20]), "photo", "a.jpg" } },
        };
        request.Headers.ExpectContinue = true;

        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("at most 80 MB", await SentenceOfAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/photos/11111111-2222-3333-4444-555555555555/preview", HttpStatusCode.NotFound, "There is no such thing of yours")]
    [InlineData("POST", "/photos", HttpStatusCode.BadRequest, "too old to be trusted")]
    [InlineData("POST", "/account/sign-in", HttpStatusCode.BadRequest, "too old to be trusted")]
    [InlineData("PUT", "/account/sign-in", HttpStatusCode.MethodNotAllowed, "does not take PUT")]
    public async Task Script_OfAPage_GetsASentence(string method, string path, HttpStatusCode status, string sentence)
    {
        using var answer = await _owned.Owner.SendAsync(new HttpMethod(method), path);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(sentence, await SentenceOfAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Person_InABrowser_GetsAPageWithTheSentenceAndEveryHeader()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(_owned.Site.Address), "/account/sign-in"))
        {
            Content = new FormUrlEncodedContent([]),
        };
        request.Headers.Accept.ParseAdd("text/html");
        using var http = new HttpClient();

        using var answer = await http.SendAsync(request);
        var html = await answer.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.BadRequest, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Contains("This page is too old to be trusted", html, StringComparison.Ordinal);
        Assert.Contains("</html>", html, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("default-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host: ")]
    [InlineData("Host: photos.example")]
    public async Task Request_ForAnotherName_SaysWhichSetting(string header)
    {
        var site = new Uri(_owned.Site.Address);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(site.Host, site.Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET /people HTTP/1.1\r\n{header}\r\nAccept: text/html\r\nConnection: close\r\n\r\n")
        );
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("AllowedHosts", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WithAHostileReturnAddress_SignsInAndStaysHere()
    {
        foreach (var hostile in (string[])["/\t/evil.example", "/people\u007f", "//evil.example", "/é"])
        {
            using var client = new Client(_owned.Site.Address);
            using var answer = await client.SubmitAsync(
                "/sign-in",
                "/account/sign-in",
                ("name", "Stefan"),
                ("password", "battery staple"),
                ("returnUrl", hostile)
            );
            if (answer.StatusCode != HttpStatusCode.TooManyRequests)
            {
                Assert.Equal((HttpStatusCode.Redirect, "/"), (answer.StatusCode, answer.Headers.Location!.ToString()));
            }
        }
    }

    [Fact]
    public async Task Pictures_MissingOrDamagedOnTheDisk_SayThatTheyAreGone()
    {
        using (await _owned.Guest.SubmitAsync($"/s/{_owned.Link.Token}", $"/s/{_owned.Link.Token}/unlock", ("password", "family"))) { }

        var store = _owned.Site.Services.GetRequiredService<DataOptions>().BlobDirectory;
        foreach (var damage in (Action<string>[])[path => File.WriteAllText(path, "damaged"), File.Delete])
        {
            foreach (var file in Directory.EnumerateFiles(store, "*", SearchOption.AllDirectories).ToList())
            {
                damage(file);
            }

            using var shared = await _owned.Guest.GetAsync($"/s/{_owned.Link.Token}/pictures/0/after");
            using var scratches = await _owned.Owner.GetAsync($"/faces/{_owned.Face}/scratches");
            foreach (var answer in (HttpResponseMessage[])[shared, scratches])
            {
                Assert.InRange((int)answer.StatusCode, 400, 499);
                Assert.EndsWith(".", await SentenceOfAsync(answer), StringComparison.Ordinal);
            }

            Assert.Equal(HttpStatusCode.Gone, shared.StatusCode);
        }
    }

    private static async Task<string> SentenceOfAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString()!;
    }
}
