using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Data.Sqlite;

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
        Assert.Equal(
            "wal",
            await context.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync()
        );
        Assert.Equal(10000, await context.Database.SqlQueryRaw<int>("SELECT timeout AS Value FROM pragma_busy_timeout").SingleAsync());
    }

    [Fact]
    public async Task InitializeAsync_NewDirectory_WarnsOfNothing()
    {
        await using var data = await DataFixture.CreateAsync();

        Assert.Contains(data.Log, line => line.Category == "Microsoft.EntityFrameworkCore.Migrations");
        Assert.Empty(data.Log.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Message));
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

        Assert.Equal(3, data.CountFiles());
        Assert.True(data.Store.Contains(photo.OriginalBlob));
    }

    [Fact]
    public async Task InitializeAsync_AnotherProcessIsThere_RefusesWithASentenceAndLeavesItsFilesAlone()
    {
        await using var data = await DataFixture.CreateAsync();
        var placed = Path.Combine(data.Options.BlobDirectory, "aa", new string('a', 64));
        Directory.CreateDirectory(Path.GetDirectoryName(placed)!);
        await File.WriteAllTextAsync(placed, "being written by the other process");
        using var second = new DatabaseInitializer(data.Options, data.Contexts, data.Collector, NullLogger<DatabaseInitializer>.Instance);

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => second.InitializeAsync());

        Assert.Contains("Another Sair", refused.Message, StringComparison.Ordinal);
        Assert.Contains(data.Options.Directory, refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(placed));
    }

    [Fact]
    public async Task InitializeAsync_AnotherProcessIsJustEnding_WaitsForIt()
    {
        await using var data = DataFixture.CreateEmpty();
        var other = new FileStream(
            Path.Combine(data.Options.Directory, ".in-use"),
            FileMode.OpenOrCreate,
            FileAccess.ReadWrite,
            FileShare.None
        );

        var initializing = data.Get<DatabaseInitializer>().InitializeAsync();
        Assert.False(initializing.IsCompleted);
        await other.DisposeAsync();
        await initializing;

        Assert.NotNull(await data.AddPhotoAsync("first"));
    }

    [Fact]
    public async Task InitializeAsync_NewDirectory_IsEnteredAndReadByItsOwnerAlone()
    {
        var parent = Directory.CreateTempSubdirectory("sair-private-");
        try
        {
            var options = new DataOptions { Directory = Path.Combine(parent.FullName, "srv", "photos", "data") };
            await using var data = DataFixture.CreateIn(options);
            await data.Get<DatabaseInitializer>().InitializeAsync();
            await data.AddPhotoAsync("a");

            Assert.True(File.Exists(options.DatabasePath + "-wal"));
            Assert.Empty(UnixModes.OpenToOthers(Path.Combine(parent.FullName, "srv")));
        }
        finally
        {
            parent.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task InitializeAsync_DirectoryOfAnEarlierVersion_IsTightened()
    {
        await using var data = await DataFixture.CreateAsync();
        await data.AddPhotoAsync("a");
        Directory.CreateDirectory(data.Options.KeyDirectory);
        await File.WriteAllTextAsync(Path.Combine(data.Options.KeyDirectory, "key.xml"), "key");
        UnixModes.Widen(data.Options.Directory, UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        using var restarted = new RestartedInitializer(data);
        await restarted.InitializeAsync();

        Assert.Empty(UnixModes.OpenToOthers(data.Options.Directory));
    }

    [Fact]
    public async Task InitializeAsync_DirectoryThatIsSharedByItsPurpose_StaysShared()
    {
        await using var data = DataFixture.CreateEmpty();
        UnixModes.Widen(
            data.Options.Directory,
            UnixFileMode.StickyBit | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute,
            recursively: false
        );

        await data.Get<DatabaseInitializer>().InitializeAsync();

        Assert.Equal([data.Options.Directory], UnixModes.OpenToOthers(data.Options.Directory));
    }

    [Fact]
    public async Task InitializeAsync_DatabaseIsSomethingElse_SaysWhatToDo()
    {
        await using var data = DataFixture.CreateEmpty();
        await File.WriteAllTextAsync(
            data.Options.DatabasePath,
            "This is no database, and has been none for as long as a header of SQLite would be; it goes on and on and on."
        );

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => data.Get<DatabaseInitializer>().InitializeAsync());

        Assert.Contains("backup restore", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateDirectory_FileInPlaceOfAFolder_SaysWhatToDo()
    {
        var file = Path.GetTempFileName();
        try
        {
            var refused = Assert.Throws<StorageUnavailableException>(() => PrivateFiles.CreateDirectory(Path.Combine(file, "data")));

            Assert.Contains("name another one", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [MemberData(nameof(Migrations))]
    public async Task InitializeAsync_ProcessEndsInAMigration_NextStartHasAllThatWasThere(string migration)
    {
        await using var data = DataFixture.CreateEmpty();
        await using (var context = await data.Contexts.CreateDbContextAsync())
        {
            await context.Database.ExecuteSqlRawAsync("CREATE TABLE \"Kept\" (\"Value\" TEXT); INSERT INTO \"Kept\" VALUES ('kept');");
        }

        var ending = new FailingContexts(data.Options)
        {
            EndsAt = sql =>
                sql.Contains("INSERT INTO \"__EFMigrationsHistory\"", StringComparison.Ordinal)
                && sql.Contains(migration, StringComparison.Ordinal),
        };
        using (var collector = new BlobCollector(ending, data.Store))
        using (var first = new DatabaseInitializer(data.Options, ending, collector, NullLogger<DatabaseInitializer>.Instance))
        {
            await Assert.ThrowsAsync<ProcessEndedException>(() => first.InitializeAsync());
            Assert.Empty(UnixModes.OpenToOthers(data.Options.Directory));
        }

        await data.Get<DatabaseInitializer>().InitializeAsync();

        await using var after = await data.Contexts.CreateDbContextAsync();
        Assert.Empty(await after.Database.GetPendingMigrationsAsync());
        Assert.Equal("kept", await after.Database.SqlQueryRaw<string>("SELECT \"Value\" FROM \"Kept\"").SingleAsync());
        Assert.NotNull(await data.AddPhotoAsync("new"));
        Assert.Empty(Directory.GetFiles(data.Options.Directory, "*before-update*"));
    }

    [Fact]
    public async Task InitializeAsync_ProcessEndsAtTheVeryFirstStart_NextStartWorks()
    {
        await using var data = DataFixture.CreateEmpty();
        var statements = 0;
        var ending = new FailingContexts(data.Options)
        {
            EndsAt = sql => sql.Contains("CREATE INDEX", StringComparison.Ordinal) && ++statements == 6,
        };
        using (var collector = new BlobCollector(ending, data.Store))
        using (var first = new DatabaseInitializer(data.Options, ending, collector, NullLogger<DatabaseInitializer>.Instance))
        {
            await Assert.ThrowsAsync<ProcessEndedException>(() => first.InitializeAsync());
        }

        await data.Get<DatabaseInitializer>().InitializeAsync();

        Assert.NotNull(await data.AddPhotoAsync("new"));
    }

    [Fact]
    public async Task InitializeAsync_DirectoryOfBeforeTheFirstRelease_IsRefused()
    {
        await using var data = await DataFixture.CreateAsync();
        await using (var context = await data.Contexts.CreateDbContextAsync())
        {
            await context.Database.ExecuteSqlRawAsync("UPDATE \"__EFMigrationsHistory\" SET \"MigrationId\" = '20261121055301_Initial'");
        }

        using var restarted = new RestartedInitializer(data);
        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => restarted.InitializeAsync());

        Assert.Contains("before its first release", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--Data:Directory", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InitializeAsync_DirectoryOfANewerVersion_IsRefused()
    {
        await using var data = await DataFixture.CreateAsync();
        await using (var context = await data.Contexts.CreateDbContextAsync())
        {
            await context.Database.ExecuteSqlRawAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Future', '99.0.0')");
        }

        using var restarted = new RestartedInitializer(data);
        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => restarted.InitializeAsync());

        Assert.Contains("newer Sair", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>All migrations.</summary>
    public static TheoryData<string> Migrations()
    {
        var builder = new DbContextOptionsBuilder<SairDbContext>();
        builder.UseSairSqlite("never-opened.db");
        using var context = new SairDbContext(builder.Options);
        return [.. context.Database.GetMigrations()];
    }

    [Fact]
    public async Task InitializeAsync_ProcessDiedWhileMigrating_DoesNotWaitForItsLock()
    {
        await using var data = DataFixture.CreateEmpty();
        await using (var context = await data.Contexts.CreateDbContextAsync())
        {
            await context.Database.ExecuteSqlRawAsync(
                """
                CREATE TABLE "__EFMigrationsLock" (
                    "Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" ("Id", "Timestamp") VALUES (1, '2030-01-02 12:00:00+00:00');
                """
            );
        }

        await data.Get<DatabaseInitializer>().InitializeAsync().WaitAsync(TimeSpan.FromMinutes(1));

        await using var after = await data.Contexts.CreateDbContextAsync();
        Assert.Empty(await after.Database.GetPendingMigrationsAsync());
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
            context.Add(
                new Sair.Data.Photos.Photo
                {
                    FileName = new string('x', 4000),
                    Format = photo.Format,
                    OriginalBlob = photo.OriginalBlob,
                    PreviewBlob = photo.PreviewBlob,
                    OriginalBytes = 1,
                    Width = 1,
                    Height = 1,
                    CreatedUtc = photo.CreatedUtc,
                }
            );
        }

        await Assert.ThrowsAsync<StorageFullException>(() => context.SaveChangesAsync());

        await using var after = await data.Contexts.CreateDbContextAsync();
        Assert.Equal(earlier.Id, (await after.Photos.SingleAsync()).Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Statement_DatabaseCannotGrow_SaysTheDiskIsFull(bool isInTransaction)
    {
        await using var data = await DataFixture.CreateAsync();
        await data.AddPhotoAsync("a");
        await using var context = await data.Contexts.CreateDbContextAsync();
        await context.Database.OpenConnectionAsync();
        await context.Database.ExecuteSqlRawAsync("PRAGMA max_page_count = 1;");
        await using var transaction = isInTransaction ? await context.Database.BeginTransactionAsync() : null;
        var longName = new string('x', 100_000);

        await Assert.ThrowsAsync<StorageFullException>(() =>
            context.Photos.ExecuteUpdateAsync(set => set.SetProperty(photo => photo.Format, longName))
        );
    }

    [Fact]
    public async Task Statement_DatabaseReadOnly_SaysThatItCannotBeWrittenTo()
    {
        await using var data = await DataFixture.CreateAsync();
        var photo = await data.AddPhotoAsync("a");
        await using var context = await data.Contexts.CreateDbContextAsync();
        await context.Database.OpenConnectionAsync();
        await context.Database.ExecuteSqlRawAsync("PRAGMA query_only = ON;");

        var refusals = new[]
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(() => context.Photos.ExecuteDeleteAsync()),
            await Assert.ThrowsAsync<StorageUnavailableException>(() =>
                context.Photos.ExecuteUpdateAsync(set => set.SetProperty(p => p.Format, "png"))
            ),
            await Assert.ThrowsAsync<StorageUnavailableException>(() =>
            {
                context.Attach(photo).State = EntityState.Deleted;
                return context.SaveChangesAsync();
            }),
        };

        Assert.All(refusals, refusal => Assert.Contains("cannot be written to", refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task BeginTransaction_DatabaseLocked_SaysThatAnotherProgramKeepsIt()
    {
        await using var data = await DataFixture.CreateAsync();
        await using var other = await data.Contexts.CreateDbContextAsync();
        await using var held = await other.Database.BeginTransactionAsync();
        await using var context = await data.Contexts.CreateDbContextAsync();
        context.Database.SetConnectionString($"{context.Database.GetConnectionString()};Default Timeout=1");
        await context.Database.OpenConnectionAsync();
        await context.Database.ExecuteSqlRawAsync("PRAGMA busy_timeout = 0;");

        await Assert.ThrowsAsync<StorageBusyException>(() => context.Database.BeginTransactionAsync());
    }
}
