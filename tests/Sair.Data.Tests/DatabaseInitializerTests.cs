using Microsoft.EntityFrameworkCore;

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
}
