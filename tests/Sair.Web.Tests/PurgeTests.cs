using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sair.Application.Tests.Fakes;
using Sair.Data;
using Sair.Data.Galleries;
using Sair.Data.People;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Web.Settings;

namespace Sair.Web.Tests;

public sealed class PurgeTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sair-purge-");

    // Years after the photos of the tests.
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private ServiceProvider _provider = null!;

    private IDbContextFactory<SairDbContext> Contexts => _provider.GetRequiredService<IDbContextFactory<SairDbContext>>();

    public async Task InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSairData(new DataOptions { Directory = _folder.FullName });
        _provider = services.BuildServiceProvider();
        await _provider.GetRequiredService<DatabaseInitializer>().InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _provider.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task ExecuteAsync_OnePurgeFails_TheOthersAreDoneAndItGoesOn()
    {
        await AddPhotoAsync();
        await ExecuteAsync("ALTER TABLE \"People\" RENAME TO \"PeopleAway\"");
        using var purge = new Purge(
            _provider.GetRequiredService<PeopleStore>(),
            _provider.GetRequiredService<RequestStore>(),
            _provider.GetRequiredService<GalleryStore>(),
            _provider.GetRequiredService<PhotoStore>(),
            new RetentionOptions(),
            _clock,
            NullLogger<Purge>.Instance
        );
        await purge.StartAsync(CancellationToken.None);
        await UntilNoPhotoAsync();

        Assert.False(purge.ExecuteTask!.IsCompleted);
        await ExecuteAsync("ALTER TABLE \"PeopleAway\" RENAME TO \"People\"");
        await AddPhotoAsync();
        await UntilNoPhotoAsync();
        await purge.StopAsync(CancellationToken.None);

        Assert.True(purge.ExecuteTask.IsCompletedSuccessfully);
    }

    private async Task AddPhotoAsync()
    {
        await using var context = await Contexts.CreateDbContextAsync();
        context.Add(TestFaces.Photo("a.png", 100, 0));
        await context.SaveChangesAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var context = await Contexts.CreateDbContextAsync();
        await context.Database.ExecuteSqlRawAsync(sql);
    }

    private async Task UntilNoPhotoAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await using var context = await Contexts.CreateDbContextAsync(patience.Token);
        while (await context.Photos.AnyAsync(patience.Token))
        {
            await Task.Delay(20, patience.Token);
            _clock.Advance(TimeSpan.FromHours(1));
        }
    }
}
