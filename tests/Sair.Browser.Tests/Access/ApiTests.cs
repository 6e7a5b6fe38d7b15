using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sair.Application.Photos;
using Sair.Application.Restorations;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Requests;
using Sair.Engine.Compositing;
using Sair.Engine.Imaging;
using Sair.Engine.Imaging.Metadata;
using Sair.TestKit;

namespace Sair.Browser.Tests.Access;

/// <summary>What a script does through the programming interface.</summary>
public sealed class ApiTests : IAsyncLifetime
{
    private OwnedSite _owned = null!;

    private Client Program => _owned.OwnersProgram;

    public async Task InitializeAsync() => _owned = await OwnedSite.StartAsync();

    public async Task DisposeAsync() => await _owned.DisposeAsync();

    [Fact]
    public async Task Gallery_MadeSharedSeenAndRevoked_CountsItsViews()
    {
        var gallery = (
            await SendAsync(
                HttpMethod.Post,
                "galleries",
                new
                {
                    title = "Aunts",
                    restorationIds = new[] { _owned.Request },
                    showOriginals = true,
                }
            )
        ).GetProperty("id").GetGuid();
        var link = await SendAsync(
            HttpMethod.Post,
            $"galleries/{gallery}/links",
            new
            {
                days = 2,
                password = "secret",
                shareDrifted = true,
            }
        );
        var path = link.GetProperty("path").GetString()!;
        Assert.True(link.GetProperty("hasPassword").GetBoolean());
        using (await _owned.Guest.SubmitAsync(path, $"{path}/unlock", ("password", "secret"))) { }

        using (var seen = await _owned.Guest.GetAsync(path, asPage: true))
        {
            Assert.Contains("Aunts", await seen.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var read = await SendAsync(HttpMethod.Get, $"galleries/{gallery}");
        Assert.Equal(1, read.GetProperty("links")[0].GetProperty("views").GetInt32());
        Assert.Equal(_owned.Request, read.GetProperty("items")[0].GetProperty("restorationId").GetGuid());
        Assert.Equal(
            HttpStatusCode.NoContent,
            await StatusAsync(HttpMethod.Delete, $"galleries/{gallery}/links/{link.GetProperty("id").GetGuid()}")
        );
        Assert.Equal(HttpStatusCode.Forbidden, await _owned.Guest.StatusOfAsync(path));
    }

    [Fact]
    public async Task Gallery_DeletedAndBroughtBack_KeepsItsLink()
    {
        var path = (await SendAsync(HttpMethod.Post, $"galleries/{_owned.Gallery}/links", new { shareDrifted = true }))
            .GetProperty("path")
            .GetString()!;

        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(HttpMethod.Delete, $"galleries/{_owned.Gallery}"));
        Assert.Equal(
            (HttpStatusCode.NotFound, HttpStatusCode.Forbidden),
            (await Program.StatusOfAsync($"/api/v1/galleries/{_owned.Gallery}"), await _owned.Guest.StatusOfAsync(path))
        );
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(HttpMethod.Post, $"galleries/{_owned.Gallery}/undelete"));

        Assert.Equal(HttpStatusCode.OK, await _owned.Guest.StatusOfAsync(path));
    }

    [Fact]
    public async Task GalleryItem_TakenOutAndAdded_IsThereOnce()
    {
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(HttpMethod.Delete, $"galleries/{_owned.Gallery}/items/{_owned.Request}"));
        Assert.Equal(0, (await SendAsync(HttpMethod.Get, $"galleries/{_owned.Gallery}")).GetProperty("items").GetArrayLength());
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(
                HttpStatusCode.NoContent,
                await StatusAsync(HttpMethod.Post, $"galleries/{_owned.Gallery}/items", new { restorationId = _owned.Request })
            );
        }

        Assert.Equal(1, (await SendAsync(HttpMethod.Get, $"galleries/{_owned.Gallery}")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("links", """{"days":-1}""", HttpStatusCode.UnprocessableEntity, "A link works for more than 0")]
    [InlineData("items", """{"restorationId":"00000000-0000-0000-0000-000000000001"}""", HttpStatusCode.NotFound, "")]
    public async Task GalleryCall_WithAMistake_IsRefusedInASentence(string call, string body, HttpStatusCode status, string sentence)
    {
        using var answer = await Program.SendAsync(
            HttpMethod.Post,
            $"/api/v1/galleries/{_owned.Gallery}/{call}",
            new StringContent(body, null, "application/json")
        );

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photo_ThatLies_IsProposedToBeTurnedAndTurned()
    {
        var photo = await UploadAsync("photos");
        Assert.Equal(
            (240, 0, 90),
            (photo.GetProperty("width").GetInt32(), photo.GetProperty("turn").GetInt32(), photo.GetProperty("proposedTurn").GetInt32())
        );
        var call = $"photos/{photo.GetProperty("id").GetGuid()}/turn";

        var turned = await SendAsync(HttpMethod.Post, call, new { degrees = 90 });

        Assert.Equal(
            (320, 90, JsonValueKind.Null),
            (turned.GetProperty("width").GetInt32(), turned.GetProperty("turn").GetInt32(), turned.GetProperty("proposedTurn").ValueKind)
        );
        Assert.NotEqual(
            photo.GetProperty("faces")[0].GetProperty("id").GetGuid(),
            Assert.Single(turned.GetProperty("faces").EnumerateArray()).GetProperty("id").GetGuid()
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await StatusAsync(HttpMethod.Post, call, new { degrees = 45 }));
        Assert.Equal(90, (await UploadAsync("photos?turn=auto")).GetProperty("turn").GetInt32());
        Assert.Equal(180, (await UploadAsync("photos?turn=180")).GetProperty("turn").GetInt32());

        var added = (await UploadAsync($"people/{_owned.Person}/photos")).GetProperty("id").GetGuid();
        Assert.Equal(90, (await SendAsync(HttpMethod.Get, $"photos/{added}")).GetProperty("turn").GetInt32());
        using var refused = await Program.SendAsync(HttpMethod.Post, "/api/v1/photos?turn=left", Lying());
        Assert.Contains("turn takes auto, 0, 90, 180 or 270", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        async Task<JsonElement> UploadAsync(string path)
        {
            using var answer = await Program.SendAsync(HttpMethod.Post, "/api/v1/" + path, Lying());
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }

        static MultipartFormDataContent Lying() =>
            new() { { new ByteArrayContent(TestPhotos.Lying(90, 320, 240, 100, TestPhotos.Anna)), "photo", "scan.png" } };
    }

    [Fact]
    public async Task Album_ChangedThroughTheInterface_SaysWhatEachPhotoIsWorth()
    {
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(HttpMethod.Patch, $"people/{_owned.Person}", new { name = "Anna Maria" }));
        Assert.Equal(
            HttpStatusCode.NoContent,
            await StatusAsync(HttpMethod.Patch, $"people/{_owned.Person}/photos/{_owned.AlbumPhoto}", new { confirmed = true })
        );

        var album = await SendAsync(HttpMethod.Get, $"people/{_owned.Person}");
        var photo = album.GetProperty("photos")[0];
        Assert.Equal("Anna Maria", album.GetProperty("name").GetString());
        Assert.Equal((true, 1), (photo.GetProperty("confirmed").GetBoolean(), photo.GetProperty("rank").GetInt32()));
        Assert.NotEqual(0, album.GetProperty("hints").GetArrayLength());

        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(HttpMethod.Delete, $"people/{_owned.Person}/photos/{_owned.AlbumPhoto}"));
        Assert.Equal(0, (await SendAsync(HttpMethod.Get, $"people/{_owned.Person}")).GetProperty("photos").GetArrayLength());
        Assert.Equal(
            HttpStatusCode.NoContent,
            await StatusAsync(HttpMethod.Post, $"people/{_owned.Person}/photos/{_owned.AlbumPhoto}/undelete")
        );
        Assert.Equal(1, (await SendAsync(HttpMethod.Get, $"people/{_owned.Person}")).GetProperty("photos").GetArrayLength());
    }

    [Fact]
    public async Task Restoration_RatedBlendedBranchedAndRepeated_IsFoundByWhatItIs()
    {
        Assert.Equal(
            HttpStatusCode.NoContent,
            await StatusAsync(HttpMethod.Patch, $"restorations/{_owned.Request}", new { rating = 4, blendStrength = 0.5 })
        );
        var branch = (
            await SendAsync(
                HttpMethod.Post,
                $"restorations/{_owned.Request}/branch",
                new { iteration = 2, options = new { iterations = 5 } }
            )
        )
            .GetProperty("id")
            .GetGuid();
        await SendAsync(HttpMethod.Post, $"restorations/{_owned.Request}/repeat", new { });

        var found = await SendAsync(HttpMethod.Get, $"restorations?rating=4&person={_owned.Person}&engine=fake&text=SECRET");
        var record = await SendAsync(HttpMethod.Get, $"restorations/{_owned.Request}/record");
        var parent = (await SendAsync(HttpMethod.Get, $"restorations/{branch}")).GetProperty("parentId").GetGuid();
        Assert.Equal((1, 0.5), (found.GetArrayLength(), found[0].GetProperty("blendStrength").GetDouble()));
        Assert.Equal(
            (3, 3),
            (
                record.GetProperty("options").GetProperty("iterations").GetInt32(),
                record.GetProperty("losses").GetProperty("index").GetArrayLength()
            )
        );
        Assert.Equal(_owned.Request, parent);
        Assert.Equal(0, (await SendAsync(HttpMethod.Get, "restorations?rating=5")).GetArrayLength());
        Assert.Equal(
            HttpStatusCode.Conflict,
            await StatusAsync(HttpMethod.Patch, $"restorations/{_owned.Request}", new { rating = 5, priority = 1 })
        );
        Assert.Equal(0, (await SendAsync(HttpMethod.Get, "restorations?rating=5")).GetArrayLength());
    }

    [Fact]
    public async Task Restoration_OfAPersonWithoutPhotos_IsRefused()
    {
        var person = (await SendAsync(HttpMethod.Post, "people", new { name = "Nobody yet" })).GetProperty("id").GetGuid();

        using var refused = await Program.SendAsync(
            HttpMethod.Post,
            "/api/v1/restorations",
            JsonContent.Create(new { faceId = _owned.Face, personId = person })
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("has no good photo yet", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restoration_OfSomebodyElse_IsRefusedUntilItIsConfirmed()
    {
        var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(TestPhotos.Textured(320, 240, 110, TestPhotos.Berta)), "photo", "berta.png" },
        };
        using var uploaded = await Program.SendAsync(HttpMethod.Post, "/api/v1/photos", form);
        var face = (await uploaded.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("faces")[0].GetProperty("id").GetGuid();
        var good = new MultipartFormDataContent
        {
            { new ByteArrayContent(TestPhotos.Textured(400, 300, 150, TestPhotos.Anna)), "photo", "anna.png" },
        };
        using var added = await Program.SendAsync(HttpMethod.Post, "/api/v1/photos", good);
        var reference = (await added.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("faces")[0].GetProperty("id").GetGuid();

        using var refused = await Program.SendAsync(
            HttpMethod.Post,
            "/api/v1/restorations",
            JsonContent.Create(
                new
                {
                    faceId = face,
                    personId = _owned.Person,
                    referenceFaceIds = new[] { reference },
                }
            )
        );
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        var confirmed = await SendAsync(
            HttpMethod.Post,
            "restorations",
            new
            {
                faceId = face,
                personId = _owned.Person,
                referenceFaceIds = new[] { reference },
                evenIfSomebodyElse = true,
            }
        );

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.StartsWith("This looks like somebody else than Anna.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(("evenIfSomebodyElse", face), (problem.GetProperty("confirmBy").GetString(), problem.GetProperty("faceId").GetGuid()));
        Assert.NotEqual(Guid.Empty, confirmed.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Restoration_SameKeyTwice_IsOne()
    {
        var wish = new
        {
            faceId = _owned.Face,
            personId = _owned.Person,
            options = new { iterations = 2 },
            key = "a wish",
        };

        var (first, second) = (
            await SendAsync(HttpMethod.Post, "restorations", wish),
            await SendAsync(HttpMethod.Post, "restorations", wish)
        );

        Assert.Equal(first.GetProperty("id").GetGuid(), second.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Restoration_SameKeyForAnotherWish_IsRefusedInASentence()
    {
        await SendAsync(
            HttpMethod.Post,
            "restorations",
            new
            {
                faceId = _owned.Face,
                personId = _owned.Person,
                options = new { iterations = 2 },
                key = "a wish",
            }
        );

        using var answer = await Program.SendAsync(
            HttpMethod.Post,
            "/api/v1/restorations",
            JsonContent.Create(
                new
                {
                    faceId = _owned.Face,
                    personId = _owned.Person,
                    options = new { iterations = 3 },
                    key = "a wish",
                }
            )
        );

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("send a new key for a new restoration", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "POST",
        "restorations",
        """{"faceId":"FACE","personid":"PERSON","prioirty":1}""",
        HttpStatusCode.BadRequest,
        "The body has a field “prioirty”"
    )]
    [InlineData("POST", "restorations", """{"personId":"PERSON"}""", HttpStatusCode.BadRequest, "The body lacks faceId")]
    [InlineData(
        "POST",
        "restorations",
        """{"faceId":"FACE","personId":"PERSON","priority":9}""",
        HttpStatusCode.UnprocessableEntity,
        "The priority is -1 to 1."
    )]
    [InlineData("PATCH", "restorations/REQUEST", """{"priority":9}""", HttpStatusCode.UnprocessableEntity, "The priority is -1 to 1.")]
    [InlineData("PATCH", "restorations/REQUEST", """{"raiting":3}""", HttpStatusCode.BadRequest, "The body has a field “raiting”")]
    [InlineData("POST", "restorations/REQUEST/branch", """{"options":{}}""", HttpStatusCode.BadRequest, "The body lacks iteration")]
    [InlineData("POST", "restorations/REQUEST/repeat", """{"kye":"a"}""", HttpStatusCode.BadRequest, "The body has a field “kye”")]
    [InlineData("POST", "people", """{"nmae":"Anna"}""", HttpStatusCode.BadRequest, "The body has a field “nmae”")]
    [InlineData("POST", "people", "{}", HttpStatusCode.BadRequest, "The body lacks name")]
    [InlineData("POST", "photos/PHOTO/turn", "{}", HttpStatusCode.BadRequest, "The body lacks degrees")]
    [InlineData("PUT", "faces/FACE/degradation", """{"blurr":1}""", HttpStatusCode.BadRequest, "The body has a field “blurr”")]
    [InlineData(
        "POST",
        "galleries",
        """{"title":"A","restorations":[]}""",
        HttpStatusCode.BadRequest,
        "The body has a field “restorations”"
    )]
    [InlineData("POST", "photos/PHOTO/faces", """{"x":1,"y":2}""", HttpStatusCode.BadRequest, "The body lacks width, height")]
    [InlineData(
        "POST",
        "photos/PHOTO/points",
        """[{"x":1},{"x":1,"y":2},{"x":1,"y":2},{"x":1,"y":2},{"x":1,"y":2}]""",
        HttpStatusCode.BadRequest,
        "The body lacks y"
    )]
    [InlineData("POST", "photos/PHOTO/points", "[null,null,null,null,null]", HttpStatusCode.BadRequest, "$[0]")]
    [InlineData("POST", "photos/PHOTO/faces", """{"x":"left","y":2,"width":3,"height":4}""", HttpStatusCode.BadRequest, "$.x")]
    [InlineData("POST", "people", """{"name":null}""", HttpStatusCode.BadRequest, "nothing (null) as name")]
    [InlineData(
        "POST",
        "restorations",
        """{"faceId":"FACE","options":{"iterations":1,"iterations":2}}""",
        HttpStatusCode.BadRequest,
        "iterations twice"
    )]
    [InlineData("POST", "people", """{"name":"Anna","Name":"Otto"}""", HttpStatusCode.BadRequest, "The body has name twice")]
    [InlineData("POST", "people", """{"name":"\ud800"}""", HttpStatusCode.BadRequest, "cannot be read")]
    [InlineData(
        "POST",
        "restorations",
        """{"faceId":"FACE","personId":"PERSON","options":{"iterations":null}}""",
        HttpStatusCode.UnprocessableEntity,
        "terations"
    )]
    [InlineData(
        "POST",
        "restorations",
        """{"faceId":"FACE","personId":"PERSON","options":{"iterations":{"a":1}}}""",
        HttpStatusCode.UnprocessableEntity,
        "terations"
    )]
    public async Task Call_WithABodyThatWouldBeMisread_IsRefusedInASentence(
        string method,
        string call,
        string body,
        HttpStatusCode status,
        string sentence
    )
    {
        using var answer = await Program.SendAsync(
            new HttpMethod(method),
            "/api/v1/" + Fill(call),
            new StringContent(Fill(body), null, "application/json")
        );

        var text = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();
        Assert.Equal((status, true), (answer.StatusCode, text!.Contains(sentence, StringComparison.Ordinal)));

        string Fill(string template) =>
            template
                .Replace("FACE", $"{_owned.Face}", StringComparison.Ordinal)
                .Replace("PERSON", $"{_owned.Person}", StringComparison.Ordinal)
                .Replace("REQUEST", $"{_owned.Request}", StringComparison.Ordinal)
                .Replace("PHOTO", $"{_owned.AlbumPhoto}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restoration_PhotoAsItsOnlyReference_IsRefusedInASentence()
    {
        using var answer = await Program.SendAsync(
            HttpMethod.Post,
            "/api/v1/restorations",
            JsonContent.Create(new { faceId = _owned.Face, referenceFaceIds = new[] { _owned.Face } })
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(
            "The only good photo is the very photo that shall be restored",
            await answer.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Restoration_DeletedAndBroughtBack_IsThereAgain()
    {
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(HttpMethod.Delete, $"restorations/{_owned.Request}"));
        Assert.Equal(HttpStatusCode.NotFound, await Program.StatusOfAsync($"/api/v1/restorations/{_owned.Request}"));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(HttpMethod.Post, $"restorations/{_owned.Request}/undelete"));

        Assert.Equal(
            HttpStatusCode.OK,
            await Program.StatusOfAsync($"/api/v1/restorations/{_owned.Request}/result?format=jpeg&metadata=strip")
        );
    }

    [Fact]
    public async Task Restoration_DeletedWhileItRanOrWaitedAndBroughtBack_GoesOn()
    {
        _owned.Site.Engine.HoldAfter(0);
        var requests = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            requests.Add((
                    await SendAsync(
                        HttpMethod.Post,
                        "restorations",
                        new
                        {
                            faceId = _owned.Face,
                            personId = _owned.Person,
                            options = new { iterations = 4 },
                        }
                    )
                ).GetProperty("id").GetGuid());
        }

        while (await StatusOfAsync(requests[0]) != "Running")
        {
            await Task.Delay(20);
        }

        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(HttpMethod.Post, $"restorations/{requests[2]}/cancel"));
        foreach (var request in requests)
        {
            Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(HttpMethod.Delete, $"restorations/{request}"));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Delete, $"restorations/{request}"));
            Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(HttpMethod.Post, $"restorations/{request}/undelete"));
        }

        _owned.Site.Engine.Release();
        foreach (var request in requests[..2])
        {
            while (await StatusOfAsync(request) is "Queued" or "Running")
            {
                await Task.Delay(20);
            }
        }

        Assert.Equal(["Succeeded", "Succeeded", "Cancelled"], await Task.WhenAll(requests.Select(StatusOfAsync)));

        async Task<string> StatusOfAsync(Guid request) =>
            (await SendAsync(HttpMethod.Get, $"restorations/{request}")).GetProperty("status").GetString()!;
    }

    [Fact]
    public async Task Names_WithWhatCannotBeSeen_AreKeptAndSentAsTheyAreSeen()
    {
        var person = (await SendAsync(HttpMethod.Post, "people", new { name = "An\u202Ena\t\u0000" })).GetProperty("id").GetGuid();
        var gallery = (
            await SendAsync(HttpMethod.Post, "galleries", new { title = "Aunts\r\nand more", restorationIds = Array.Empty<Guid>() })
        )
            .GetProperty("id")
            .GetGuid();
        Assert.Equal("Anna", (await SendAsync(HttpMethod.Get, $"people/{person}")).GetProperty("name").GetString());
        Assert.Equal("Aunts and more", (await SendAsync(HttpMethod.Get, $"galleries/{gallery}")).GetProperty("title").GetString());
        foreach (var (method, call) in new[] { (HttpMethod.Post, "people"), (HttpMethod.Patch, $"people/{person}") })
        {
            using var refused = await Program.SendAsync(method, $"/api/v1/{call}", JsonContent.Create(new { name = "\u200B\u2060" }));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains("1 to 80 characters that can be seen", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(TestPhotos.Png(160, 120, 40, TestPhotos.Anna)), "photo", "Zoe\u0308\u202E.png" },
        };
        using var uploading = await Program.SendAsync(HttpMethod.Post, "/api/v1/photos", form);
        var photo = await uploading.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Zo\u00EB.png", photo.GetProperty("fileName").GetString());
        using var original = await Program.SendAsync(HttpMethod.Get, $"/api/v1/photos/{photo.GetProperty("id").GetGuid()}/original");
        Assert.Equal("Zo\u00EB.png", original.Content.Headers.ContentDisposition!.FileNameStar);
    }

    [Fact]
    public async Task Photos_UploadedAndNotUsed_AreListedWithTheMomentTheyGo()
    {
        using var upload = OwnedSite.Upload();
        using var answer = await Program.SendAsync(HttpMethod.Post, "/api/v1/photos", upload);
        var unused = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();

        var all = await SendAsync(HttpMethod.Get, "photos");
        var left = await SendAsync(HttpMethod.Get, "photos?unused=true");
        var older = await SendAsync(HttpMethod.Get, $"photos?before={unused}");

        Assert.Equal((3, 1, 2), (all.GetArrayLength(), left.GetArrayLength(), older.GetArrayLength()));
        Assert.Equal((unused, unused), (all[0].GetProperty("id").GetGuid(), left[0].GetProperty("id").GetGuid()));
        Assert.Equal(
            TimeSpan.FromDays(1),
            left[0].GetProperty("deletedAfterUtc").GetDateTime() - left[0].GetProperty("createdUtc").GetDateTime()
        );
        Assert.Equal(JsonValueKind.Null, older[0].GetProperty("deletedAfterUtc").ValueKind);
    }

    [Fact]
    public async Task Photo_FromAPhoneWithDateAndPlace_TellsOfItWhatIsAskedForAndNothingInGalleriesAndLittleInArchives()
    {
        var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(await File.ReadAllBytesAsync(Fixtures.Locate("metadata", "described.heic"))), "photo", "IMG_1.HEIC" },
        };
        using var uploading = await Program.SendAsync(HttpMethod.Post, "/api/v1/photos?aligned=true", form);
        var photo = await uploading.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(new DateTime(2009, 6, 7, 18, 30, 5, 250, DateTimeKind.Utc), photo.GetProperty("takenUtc").GetDateTime());
        var request = (
            await SendAsync(
                HttpMethod.Post,
                "restorations",
                new
                {
                    faceId = photo.GetProperty("faces")[0].GetProperty("id").GetGuid(),
                    personId = _owned.Person,
                    options = new { iterations = 1 },
                }
            )
        ).GetProperty("id").GetGuid();
        while ((await SendAsync(HttpMethod.Get, $"restorations/{request}")).GetProperty("status").GetString() != "Succeeded")
        {
            await Task.Delay(50);
        }

        foreach (var format in (string[])["png", "jpeg", "webp"])
        {
            var (keep, basic, strip) = (
                await FileAsync($"format={format}&metadata=keep"),
                await FileAsync($"format={format}&metadata=basic"),
                await FileAsync($"format={format}&metadata=strip")
            );
            Assert.Contains("Acme", keep, StringComparison.Ordinal);
            Assert.Contains("Munich", keep, StringComparison.Ordinal);
            Assert.All([keep, basic], file => Assert.Contains("2009:06:07 18:30:05", file, StringComparison.Ordinal));
            AssertTellsNothing(basic.Replace("2009", "", StringComparison.Ordinal));
            AssertTellsNothing(strip);
        }

        var gallery = (
            await SendAsync(
                HttpMethod.Post,
                "galleries",
                new
                {
                    title = "Aunts",
                    restorationIds = new[] { request },
                    showOriginals = true,
                }
            )
        ).GetProperty("id").GetGuid();
        var path = (await SendAsync(HttpMethod.Post, $"galleries/{gallery}/links", new { shareDrifted = true }))
            .GetProperty("path")
            .GetString()!;
        foreach (var picture in (string[])["before", "after"])
        {
            using var shown = await _owned.Guest.GetAsync($"{path}/pictures/0/{picture}");
            Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
            AssertTellsNothing(await shown.Content.ReadAsStringAsync());
        }

        using var zip = new MemoryStream();
        await using (var scope = _owned.Site.Services.CreateAsyncScope())
        {
            var entry = (await scope.ServiceProvider.GetRequiredService<HistoryQueries>().FindAsync(request, Owners.Local))!;
            await scope
                .ServiceProvider.GetRequiredService<BatchArchive>()
                .WriteAsync(zip, Owners.Local, [entry], ImageFormat.Jpeg, new CompositingOptions(), CancellationToken.None);
        }

        using (var archive = new ZipArchive(zip, ZipArchiveMode.Read))
        {
            var file = Assert.Single(archive.Entries);
            Assert.Equal("IMG_1-restored.jpg", file.Name);
            using var reader = new StreamReader(file.Open(), System.Text.Encoding.Latin1);
            AssertTellsNothing((await reader.ReadToEndAsync()).Replace("2009", "", StringComparison.Ordinal));
        }

        async Task<string> FileAsync(string query)
        {
            using var answer = await Program.GetAsync($"/api/v1/restorations/{request}/result?{query}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return System.Text.Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync());
        }

        static void AssertTellsNothing(string file) =>
            Assert.All(["Acme", "Munich", "2009", "Tester", "IMG_1"], part => Assert.DoesNotContain(part, file, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Photo_WithNotesOfTheCamerasMaker_IsHandedOutWithoutThemAndSaysSo()
    {
        // The directory of the photo, with the notes of a camera's maker alone.
        byte[] tiff =
        [
            .. "II*\0"u8,
            8,
            0,
            0,
            0,
            1,
            0,
            0x69,
            0x87,
            4,
            0,
            1,
            0,
            0,
            0,
            26,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            1,
            0,
            0x7C,
            0x92,
            7,
            0,
            4,
            0,
            0,
            0,
            1,
            2,
            3,
            4,
            0,
            0,
            0,
            0,
        ];
        await using (var context = await _owned.Site.Services.GetRequiredService<IDbContextFactory<SairDbContext>>().CreateDbContextAsync())
        {
            await using var batch = _owned.Site.Services.GetRequiredService<BlobCollector>().BeginBatch();
            var photo = await context.Photos.SingleAsync(row => row.Id == _owned.Photo);
            context.Entry(photo).Property(row => row.OriginalBlob).CurrentValue = await batch.AddAsync(
                MetadataWriter.IntoPng(TestPhotos.Png(160, 120, 40, TestPhotos.Anna), [], tiff)
            );
            await context.SaveChangesAsync();
        }

        using var keep = await Program.GetAsync($"/api/v1/restorations/{_owned.Request}/result?metadata=keep");
        using var basic = await Program.GetAsync($"/api/v1/restorations/{_owned.Request}/result?metadata=basic");

        Assert.Equal(
            "Not kept of the photo's metadata: the camera maker's own notes.",
            Assert.Single(keep.Headers.GetValues("Sair-Not-Kept"))
        );
        Assert.False(basic.Headers.Contains("Sair-Not-Kept"));
    }

    [Fact]
    public async Task Data_DeletedWithConfirmationOnly_SaysWhatWasRemoved()
    {
        Assert.True((await SendAsync(HttpMethod.Get, "storage")).GetProperty("bytes").GetInt64() > 0);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await StatusAsync(HttpMethod.Delete, "data"));

        var receipt = await SendAsync(HttpMethod.Delete, "data?confirm=delete");

        Assert.Equal(
            (1, 2, 1),
            (
                receipt.GetProperty("people").GetInt32(),
                receipt.GetProperty("photos").GetInt32(),
                receipt.GetProperty("restorations").GetInt32()
            )
        );
        Assert.Equal(HttpStatusCode.Unauthorized, await Program.StatusOfAsync("/api/v1/storage"));
    }

    [Theory]
    [InlineData("32", 32)]
    [InlineData("auto", null)]
    public async Task Restoration_WithARealSize_TakesIt(string realSize, int? side)
    {
        var id = (
            await SendAsync(
                HttpMethod.Post,
                "restorations",
                new
                {
                    faceId = _owned.Face,
                    personId = _owned.Person,
                    realSize,
                    options = new { iterations = 1 },
                }
            )
        ).GetProperty("id").GetGuid();

        await using var context = await _owned.Site.Services.GetRequiredService<IDbContextFactory<SairDbContext>>().CreateDbContextAsync();
        Assert.Equal(side, FaceNotes.Parse((await context.Requests.SingleAsync(request => request.Id == id)).DegradationJson)?.Side);
    }

    [Fact]
    public async Task Restoration_WithARealSizeThatIsNone_IsRefusedInASentence()
    {
        using var answer = await Program.SendAsync(
            HttpMethod.Post,
            "/api/v1/restorations",
            JsonContent.Create(
                new
                {
                    faceId = _owned.Face,
                    personId = _owned.Person,
                    realSize = "small",
                }
            )
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(
            "realSize takes auto, use, keep or 8 to 4096 pixels",
            await answer.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var answer = await Program.SendAsync(method, "/api/v1/" + path, body is null ? null : JsonContent.Create(body));
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, object? body = null)
    {
        using var answer = await Program.SendAsync(method, "/api/v1/" + path, body is null ? null : JsonContent.Create(body));
        return answer.StatusCode;
    }
}
