using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;

namespace Sair.Browser.Tests.Access;

/// <summary>On a disk that takes nothing any more every call that writes says so, nothing is lost, and reading goes on.</summary>
public sealed class ReadOnlyDiskTests : IAsyncLifetime
{
    private OwnedSite _owned = null!;

    public async Task InitializeAsync() => _owned = await OwnedSite.StartAsync();

    public async Task DisposeAsync() => await _owned.DisposeAsync();

    [Fact]
    public async Task EveryCallThatWrites_Answers507WithASentence()
    {
        var (person, photo, face, request, gallery) = (_owned.Person, _owned.Photo, _owned.Face, _owned.Request, _owned.Gallery);
        _owned.Site.IsWriteProtected = true;
        foreach (
            var (method, path, content) in (IEnumerable<(string, string, HttpContent?)>)
                [
                    ("POST", "people", Json(new { name = "Otto" })),
                    ("PATCH", $"people/{person}", Json(new { name = "Otto" })),
                    ("DELETE", $"people/{person}", null),
                    (
                        "POST",
                        $"people/{person}/photos",
                        new MultipartFormDataContent
                        {
                            { new ByteArrayContent(TestPhotos.Png(300, 240, 120, TestPhotos.Anna)), "photo", "other.png" },
                        }
                    ),
                    ("PATCH", $"people/{person}/photos/{_owned.AlbumPhoto}", Json(new { excluded = true })),
                    ("DELETE", $"people/{person}/photos/{_owned.AlbumPhoto}", null),
                    (
                        "POST",
                        "photos",
                        new MultipartFormDataContent
                        {
                            { new ByteArrayContent(TestPhotos.Png(168, 120, 40, TestPhotos.Anna)), "photo", "new.png" },
                        }
                    ),
                    ("POST", $"photos/{photo}/turn", Json(new { degrees = 90 })),
                    ("DELETE", $"photos/{photo}", null),
                    (
                        "POST",
                        $"photos/{photo}/faces",
                        Json(
                            new
                            {
                                x = 40,
                                y = 30,
                                width = 60,
                                height = 60,
                            }
                        )
                    ),
                    ("PUT", $"faces/{face}/marks", new ByteArrayContent(TestPhotos.Png(64, 64, 10))),
                    ("PUT", $"faces/{face}/degradation", Json(new { blurDeviation = 1 })),
                    ("POST", "restorations", Json(new { faceId = face, personId = person })),
                    ("PATCH", $"restorations/{request}", Json(new { rating = 4 })),
                    ("POST", $"restorations/{request}/repeat", null),
                    ("POST", $"restorations/{request}/branch", Json(new { iteration = 1 })),
                    ("DELETE", $"restorations/{request}", null),
                    ("POST", "galleries", Json(new { title = "Aunts", restorationIds = new[] { request } })),
                    ("PATCH", $"galleries/{gallery}", Json(new { title = "Uncles" })),
                    ("POST", $"galleries/{gallery}/links", Json(new { days = 2 })),
                    ("DELETE", $"galleries/{gallery}/items/{request}", null),
                    ("DELETE", $"galleries/{gallery}/links/{_owned.Link.Id}", null),
                    ("DELETE", $"galleries/{gallery}", null),
                    ("DELETE", "data?confirm=delete", null),
                ]
        )
        {
            using (content)
            using (var answer = await _owned.OwnersProgram.SendAsync(new HttpMethod(method), $"/api/v1/{path}", content))
            {
                var body = await answer.Content.ReadAsStringAsync();
                Assert.Equal((method, path, HttpStatusCode.InsufficientStorage, body), (method, path, answer.StatusCode, body));
                Assert.Contains(
                    "cannot be written to",
                    JsonDocument.Parse(body).RootElement.GetProperty("detail").GetString(),
                    StringComparison.Ordinal
                );
            }
        }

        foreach (var path in (string[])[$"people/{person}", $"restorations/{request}", $"galleries/{gallery}", $"photos/{photo}/original"])
        {
            Assert.Equal(HttpStatusCode.OK, await _owned.OwnersProgram.StatusOfAsync($"/api/v1/{path}"));
        }

        _owned.Site.IsWriteProtected = false;
        using var again = await _owned.OwnersProgram.SendAsync(HttpMethod.Post, "/api/v1/people", Json(new { name = "Otto" }));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    private static JsonContent Json(object body) => JsonContent.Create(body);
}
