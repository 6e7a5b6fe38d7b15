using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Sair.Data.Photos;

namespace Sair.Data.Tests;

public sealed class DatabaseInitializerTests
{
    [Fact]
    public async Task InitializeAsync_NewDirectory_MatchesModelAndUsesWriteAheadLog()
    {
        await using var data = await DataFixture.CreateAsync();
        await using var context = await data.Contexts.CreateDbContextAsync();

        Assert.False(context.Database.HasPendingModelChanges());
        Assert.Empty(await context.Database.GetPendingMigrationsAsync());
        Assert.Equal("wal", await context.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync());
        Assert.Equal(10000, await context.Database.SqlQueryRaw<int>("SELECT timeout AS Value FROM pragma_busy_timeout").SingleAsync());
    }

    [Fact]
    public async Task InitializeAsync_OrphansAndUnfinishedFiles_DeletesThemAndKeepsTheRest()
    {
        await using var data = await DataFixture.CreateAsync();
        var photo = await data.AddPhotoAsync("kept");
        var orphan = Path.Combine(data.Options.BlobDirectory, "aa", new string('a', 64));
        Directory.CreateDirectory(Path.GetDirectoryName(orphan)!);
        await File.WriteAllTextAsync(orphan, "orphan");
        await File.WriteAllTextAsync(Path.Combine(data.Options.BlobDirectory, "incoming", "half"), "half");

        using var restarted = new RestartedInitializer(data);
        await restarted.InitializeAsync();

        Assert.Equal(4, data.CountFiles());
        Assert.True(data.Store.Contains(photo.OriginalBlob));
    }

    [Fact]
    public async Task InitializeAsync_AnotherProcessIsThere_LeavesItsFilesAlone()
    {
        await using var data = await DataFixture.CreateAsync();
        await using var other = new FileStream(Path.Combine(data.Options.Directory, ".in-use"), FileMode.Open, FileAccess.Read, FileShare.Read);
        var placed = Path.Combine(data.Options.BlobDirectory, "aa", new string('a', 64));
        Directory.CreateDirectory(Path.GetDirectoryName(placed)!);
        await File.WriteAllTextAsync(placed, "being written by the other process");

        using var restarted = new RestartedInitializer(data);
        await restarted.InitializeAsync();

        Assert.True(File.Exists(placed));
    }

    [Fact]
    public async Task InitializeAsync_AnotherProcessStartsToo_WaitsUntilItIsReady()
    {
        await using var data = DataFixture.CreateEmpty();
        var other = new FileStream(Path.Combine(data.Options.Directory, ".in-use"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        var initializing = data.Get<DatabaseInitializer>().InitializeAsync();
        Assert.False(initializing.IsCompleted);
        await other.DisposeAsync();
        await initializing;

        Assert.NotNull(await data.AddPhotoAsync("first"));
    }

    [Fact]
    public async Task InitializeAsync_ProcessDiedWhileMigrating_DoesNotWaitForItsLock()
    {
        await using var data = DataFixture.CreateEmpty();
        await using (var context = await data.Contexts.CreateDbContextAsync())
        {
            await context.Database.ExecuteSqlRawAsync(
                """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" ("Id", "Timestamp") VALUES (1, '2030-01-02 12:00:00+00:00');
                """);
        }

        await data.Get<DatabaseInitializer>().InitializeAsync().WaitAsync(TimeSpan.FromMinutes(1));

        await using var after = await data.Contexts.CreateDbContextAsync();
        Assert.Empty(await after.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    public async Task InitializeAsync_ScoresOfAnEarlierQualityNetwork_AreForgottenSoThatTheyAreTakenAnew()
    {
        await using var data = DataFixture.CreateEmpty();
        await using (var context = await data.Contexts.CreateDbContextAsync())
        {
            await context.GetService<IMigrator>().MigrateAsync("20261121152649_FaceNotes");
            var photo = await data.AddPhotoAsync("earlier");
            _ = await data.AddRestorationAsync(await data.AddRequestAsync(photo, photo), "earlier");
            await context.Faces.ExecuteUpdateAsync(set => set.SetProperty(face => face.QualityScore, 0.6));
            await context.Restorations.ExecuteUpdateAsync(set => set.SetProperty(row => row.QualityBefore, 0.2).SetProperty(row => row.QualityAfter, 0.7));
        }

        await data.Get<DatabaseInitializer>().InitializeAsync();

        var unscored = data.Get<UnscoredPictures>();
        Assert.Single(await unscored.ListFacesAsync(Guid.Empty));
        Assert.Single(await unscored.ListRestorationsAsync(Guid.Empty));
    }

    [Fact]
    public async Task SaveChangesAsync_DatabaseCannotGrow_SaysTheDiskIsFullAndKeepsWhatIsThere()
    {
        await using var data = await DataFixture.CreateAsync();
        var earlier = await data.AddPhotoAsync("earlier");
        await using var context = await data.Contexts.CreateDbContextAsync();
        await context.Database.OpenConnectionAsync();
        await context.Database.ExecuteSqlRawAsync("PRAGMA max_page_count = 1;");
        var photo = await context.Photos.AsNoTracking().SingleAsync();
        for (var i = 0; i < 100; i++)
        {
            context.Add(new Sair.Data.Photos.Photo
            {
                FileName = new string('x', 4000),
                Format = photo.Format,
                OriginalBlob = photo.OriginalBlob,
                WorkingBlob = photo.WorkingBlob,
                PreviewBlob = photo.PreviewBlob,
                OriginalBytes = 1,
                Width = 1,
                Height = 1,
                CreatedUtc = photo.CreatedUtc,
            });
        }

        await Assert.ThrowsAsync<StorageFullException>(() => context.SaveChangesAsync());

        await using var after = await data.Contexts.CreateDbContextAsync();
        Assert.Equal(earlier.Id, (await after.Photos.SingleAsync()).Id);
    }
}
