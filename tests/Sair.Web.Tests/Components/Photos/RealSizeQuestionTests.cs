using Bunit;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Sair.Application.Photos;
using Sair.Application.Tests.Fakes;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.TestKit;
using Sair.Web.Accounts;
using Sair.Web.Components;
using Sair.Web.Components.Photos;
using Sair.Worker;

namespace Sair.Web.Tests.Components.Photos;

public sealed class RealSizeQuestionTests : BunitContext, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Guid _owner;

    public RealSizeQuestionTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddRadzenComponents();
        Services.AddLogging();
        Services.AddSairData(new DataOptions { Directory = _folder.Path });
        Services.AddSingleton<IHttpContextAccessor>(new HttpContextAccessor());
        Services.AddScoped<CurrentOwner>();
        Services.AddScoped<Failures>();
        Services.AddScoped<Undo>();
        Services.AddSingleton(provider => new FaceNotes(
            provider.GetRequiredService<IDbContextFactory<SairDbContext>>(),
            provider.GetRequiredService<BlobStore>(),
            provider.GetRequiredService<BlobCollector>(),
            new PixelBudget(new WorkerOptions())
        ));
        SetRendererInfo(new Microsoft.AspNetCore.Components.RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public async Task Render_PhotoThatWasNotEnlarged_AsksNothing()
    {
        var photo = await AddAsync(certainty: null);

        Assert.Empty(Render<RealSizeQuestion>(parameters => parameters.Add(p => p.Photo, photo)).Nodes);
    }

    [Theory]
    [InlineData("Sure", "seems to have been enlarged")]
    [InlineData("Unsure", "may have been enlarged, or it is just soft")]
    public async Task Render_EnlargedPhoto_AsksAndChoosesNothing(string certainty, string sentence)
    {
        var photo = await AddAsync(certainty);

        var question = Render<RealSizeQuestion>(parameters => parameters.Add(p => p.Photo, photo).Add(p => p.FaceId, photo.Faces[0].Id));

        Assert.Contains(sentence, question.Markup, StringComparison.Ordinal);
        Assert.Contains("about 50 px across the face, not 200", question.Markup, StringComparison.Ordinal);
        Assert.Equal(["false", "false"], question.FindAll("button").Select(button => button.GetAttribute("aria-pressed")));
    }

    [Fact]
    public async Task Click_UseItOrKeepIt_IsStoredShownAndTakenBack()
    {
        var photo = await AddAsync("Unsure", faces: 2);
        var decided = 0;
        var question = Render<RealSizeQuestion>(parameters => parameters.Add(p => p.Photo, photo).Add(p => p.OnDecided, _ => decided++));
        Assert.Contains("about 100 × 75 px", question.Markup, StringComparison.Ordinal);

        await question.FindAll("button")[0].ClickAsync(new());
        Assert.Equal([50, 50], await SidesAsync(photo));
        question.Render(parameters => parameters.Add(p => p.Photo, Read(photo)));
        Assert.Equal(["true", "false"], question.FindAll("button").Select(button => button.GetAttribute("aria-pressed")));

        await question.FindAll("button")[1].ClickAsync(new());
        Assert.Equal([200, 200], await SidesAsync(photo));
        question.Render(parameters => parameters.Add(p => p.Photo, Read(photo)));
        Assert.Equal(["false", "true"], question.FindAll("button").Select(button => button.GetAttribute("aria-pressed")));

        var undo = Services.GetRequiredService<Undo>();
        await undo.TakeBackAsync();
        Assert.Equal([50, 50], await SidesAsync(photo));
        await undo.TakeBackAsync();
        Assert.Equal([null, null], await SidesAsync(photo));
        Assert.Equal(4, decided);
    }

    [Fact]
    public async Task Click_ForAll_DecidesAboutEveryPhotoAndIsTakenBackAtOnce()
    {
        var photos = new[] { await AddAsync("Sure"), await AddAsync("Unsure"), await AddAsync(certainty: null) };
        var decided = new List<Guid>();
        var all = Render<RealSizesForAll>(parameters =>
            parameters.Add(p => p.Faces, [.. photos.Select(photo => photo.Faces[0])]).Add(p => p.OnDecided, id => decided.Add(id))
        );
        Assert.Contains("2 photos look as if they had been enlarged", all.Markup, StringComparison.Ordinal);

        await all.FindAll("button")[0].ClickAsync(new());

        Assert.Equal([50, 50, null], (await Task.WhenAll(photos.Select(SidesAsync))).SelectMany(sides => sides));
        Assert.Equal([photos[0].Id, photos[1].Id], decided);
        all.Render(parameters => parameters.Add(p => p.Faces, [.. photos.Select(photo => Read(photo).Faces[0])]));
        Assert.Equal(["true", "false"], all.FindAll("button").Select(button => button.GetAttribute("aria-pressed")));

        await all.FindAll("button")[1].ClickAsync(new());
        Assert.Equal([200, 200, null], (await Task.WhenAll(photos.Select(SidesAsync))).SelectMany(sides => sides));
        await Services.GetRequiredService<Undo>().TakeBackAsync();
        await Services.GetRequiredService<Undo>().TakeBackAsync();
        Assert.Equal([null, null, null], (await Task.WhenAll(photos.Select(SidesAsync))).SelectMany(sides => sides));
    }

    [Fact]
    public async Task Render_ForAllOfOnePhoto_LeavesItToThePhoto()
    {
        var photo = await AddAsync("Sure");

        Assert.Empty(Render<RealSizesForAll>(parameters => parameters.Add(p => p.Faces, [photo.Faces[0]])).Nodes);
    }

    [Fact]
    public async Task Click_PhotoWasDeletedMeanwhile_SaysSo()
    {
        var photo = await AddAsync("Sure");
        var question = Render<RealSizeQuestion>(parameters => parameters.Add(p => p.Photo, photo));
        await using (var context = await OpenAsync())
        {
            await context.Photos.ExecuteDeleteAsync();
        }

        await question.FindAll("button")[1].ClickAsync(new());

        Assert.Contains("deleted meanwhile", question.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        _folder.Dispose();
    }

    private async Task<Photo> AddAsync(string? certainty, int faces = 1)
    {
        await Services.GetRequiredService<DatabaseInitializer>().InitializeAsync();
        Services.GetRequiredService<CurrentOwner>().Enter(UserClaims.Local("test"));
        _owner = Services.GetRequiredService<CurrentOwner>().Id;
        var photo = TestFaces.Photo("a.png", 200, new float[faces]);
        var json = certainty is null
            ? null
            : $$"""{"certainty":"{{certainty}}","factor":4,"lowestFactor":3,"highestFactor":5,"probability":0.9}""";
        await using var context = await OpenAsync();
        context.Add(photo);
        await context.SaveChangesAsync();
        await context
            .Faces.Where(face => face.PhotoId == photo.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(face => face.RealSizeJson, json));
        return Read(photo);
    }

    private Photo Read(Photo photo) =>
        Services.GetRequiredService<IDbContextFactory<SairDbContext>>().FindPhotoAsync(_owner, photo.Id).GetAwaiter().GetResult()!;

    private async Task<IEnumerable<int?>> SidesAsync(Photo photo)
    {
        await using var context = await OpenAsync();
        return (await context.Faces.Where(face => face.PhotoId == photo.Id).OrderBy(face => face.Position).ToListAsync()).Select(face =>
            FaceNotes.Parse(face.DegradationJson)?.Side
        );
    }

    private Task<SairDbContext> OpenAsync() => Services.GetRequiredService<IDbContextFactory<SairDbContext>>().CreateDbContextAsync();
}
