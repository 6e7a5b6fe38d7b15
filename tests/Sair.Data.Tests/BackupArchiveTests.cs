using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Data.Sqlite;

namespace Sair.Data.Tests;

public sealed class BackupArchiveTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sair-backup-");
    private DataFixture _data = null!;

    private string Zip => Path.Combine(_folder.FullName, "backup.zip");

    private DataOptions Target => new() { Directory = Path.Combine(_folder.FullName, "restored") };

    public async Task InitializeAsync() => _data = await DataFixture.CreateAsync();

    public async Task DisposeAsync()
    {
        await _data.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task RestoreAsync_WrittenWhileInUse_BringsRowsAndPicturesBack()
    {
        var photo = await _data.AddPhotoAsync("a");
        await using var open = await _data.Contexts.CreateDbContextAsync();
        Assert.Equal(1, await open.Photos.CountAsync());

        var written = await BackupArchive.WriteAsync(_data.Options, Zip);
        var restored = await BackupArchive.RestoreAsync(Zip, Target);

        Assert.Equal((new BackupReport(3, 0, true), new BackupReport(3, 0, true)), (written, restored));
        var builder = new DbContextOptionsBuilder<SairDbContext>();
        builder.UseSairSqlite(Target.DatabasePath);
        await using var context = new SairDbContext(builder.Options);
        Assert.Equal(photo.Id, (await context.Photos.SingleAsync()).Id);
        Assert.Equal(DataFixture.Bytes("a original"), await new BlobStore(Target).ReadAsync(photo.OriginalBlob));
        Assert.Single(Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public async Task WriteAndRestoreAsync_AllThatIsWritten_IsReadByItsOwnerAlone()
    {
        await _data.AddPhotoAsync("a");

        await BackupArchive.WriteAsync(_data.Options, Zip);
        await BackupArchive.RestoreAsync(Zip, Target);

        Assert.True(File.Exists(Zip));
        Assert.True(File.Exists(Target.DatabasePath));
        Assert.Empty(UnixModes.OpenToOthers(_folder.FullName));
    }

    [Fact]
    public async Task WriteAndRestoreAsync_SomebodyIsSignedIn_IsSignedInNoMore()
    {
        var session = await _data.Get<SessionStore>().BeginAsync(await _data.AddUserAsync("anna"), TimeSpan.FromDays(30));

        await BackupArchive.WriteAsync(_data.Options, Zip);
        await BackupArchive.RestoreAsync(Zip, Target);

        await using var packed = await UnpackAsync();
        Assert.Equal((1, 0), (await packed.Users.CountAsync(), await packed.Sessions.CountAsync()));
        await using var restored = DataFixture.CreateIn(Target);
        Assert.Null(await restored.Get<SessionStore>().FindUserAsync(session));
        Assert.Equal("anna", (await _data.Get<SessionStore>().FindUserAsync(session))?.Name);
    }

    [Fact]
    public async Task RestoreAsync_OlderBackupWithSignIns_BringsNoneBack()
    {
        var session = await _data.Get<SessionStore>().BeginAsync(await _data.AddUserAsync("anna"), TimeSpan.FromDays(30));
        var copy = Path.Combine(_folder.FullName, "copy.db");
        await using (var context = await _data.Contexts.CreateDbContextAsync())
        {
            await context.Database.ExecuteSqlRawAsync("VACUUM INTO {0}", copy);
        }

        await using (var archive = await ZipFile.OpenAsync(Zip, ZipArchiveMode.Create))
        {
            await archive.CreateEntryFromFileAsync(copy, "sair.db");
        }

        Assert.False((await BackupArchive.RestoreAsync(Zip, Target)).HasChecksum);

        await using var restored = DataFixture.CreateIn(Target);
        Assert.Null(await restored.Get<SessionStore>().FindUserAsync(session));
    }

    [Fact]
    public async Task WriteAsync_ExistingFile_IsRefused()
    {
        await File.WriteAllTextAsync(Zip, "mine");

        await Assert.ThrowsAsync<BackupException>(() => BackupArchive.WriteAsync(_data.Options, Zip));

        Assert.Equal("mine", await File.ReadAllTextAsync(Zip));
    }

    [Fact]
    public async Task RestoreAsync_OverADatabase_IsRefused()
    {
        await BackupArchive.WriteAsync(_data.Options, Zip);

        await Assert.ThrowsAsync<BackupException>(() => BackupArchive.RestoreAsync(Zip, _data.Options));
    }

    [Fact]
    public async Task RestoreAsync_PictureOutsideItsFolder_IsRefused()
    {
        await BackupArchive.WriteAsync(_data.Options, Zip);
        await AddEntryAsync("blobs/../../evil");

        await Assert.ThrowsAsync<BackupException>(() => BackupArchive.RestoreAsync(Zip, Target));

        Assert.False(File.Exists(Target.DatabasePath));
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "evil")));
    }

    [Fact]
    public async Task RestoreAsync_PictureThatNoRowNames_IsLeftOut()
    {
        var id = new string('a', 64);
        await BackupArchive.WriteAsync(_data.Options, Zip);
        await AddEntryAsync($"blobs/{id}");

        await BackupArchive.RestoreAsync(Zip, Target);

        Assert.True(File.Exists(Target.DatabasePath));
        Assert.Empty(Directory.EnumerateFiles(Target.Directory, id, SearchOption.AllDirectories));
    }

    [Fact]
    public async Task RestoreAsync_NoZip_SaysSo()
    {
        await File.WriteAllTextAsync(Zip, "no zip");

        await Assert.ThrowsAsync<BackupException>(() => BackupArchive.RestoreAsync(Zip, Target));
    }

    [Fact]
    public async Task WriteAsync_PhotoDeletedMeanwhile_BackupIsWholeWithoutIt()
    {
        var (kept, deleted) = (await _data.AddPhotoAsync("kept"), await _data.AddPhotoAsync("deleted"));
        await _data.AddRestorationAsync(await _data.AddRequestAsync(deleted, kept), "outcome");

        var written = await BackupArchive.WriteAsync(_data.Options, Zip, () => _data.Get<PhotoStore>().DeleteAsync(deleted.Id));
        var restored = await BackupArchive.RestoreAsync(Zip, Target);

        Assert.Equal((0, 3, 0), (written.Missing, restored.Pictures, restored.Missing));
        await using var context = OpenTarget();
        Assert.Equal(kept.Id, (await context.Photos.SingleAsync()).Id);
        Assert.Equal(0, await context.Requests.CountAsync() + await context.Restorations.CountAsync());
    }

    [Fact]
    public async Task WriteAsync_PictureMissingOrDamaged_IsCountedAndTheRestComesBack()
    {
        var photo = await _data.AddPhotoAsync("a");
        File.Delete(_data.Store.PathOf(photo.PreviewBlob));
        await File.WriteAllTextAsync(_data.Store.PathOf(photo.OriginalBlob), "damaged");

        var written = await BackupArchive.WriteAsync(_data.Options, Zip);
        var restored = await BackupArchive.RestoreAsync(Zip, Target);

        Assert.Equal((new BackupReport(1, 2, true), new BackupReport(1, 2, true)), (written, restored));
        await using var context = OpenTarget();
        Assert.Equal(photo.Id, (await context.Photos.SingleAsync()).Id);
    }

    [Fact]
    public async Task RestoreAsync_OneBitOfTheDatabaseTurned_IsRefusedAndLeavesNothing()
    {
        await _data.AddPhotoAsync("a");
        await BackupArchive.WriteAsync(_data.Options, Zip);
        await RewriteAsync(
            "sair.db",
            content =>
            {
                content[^100] ^= 1;
                return content;
            }
        );

        var refused = await Assert.ThrowsAsync<BackupException>(() => BackupArchive.RestoreAsync(Zip, Target));

        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is a text and no database")]
    public async Task RestoreAsync_DatabaseIsSomethingElseAndThereIsNoManifest_IsRefused(string content)
    {
        await BackupArchive.WriteAsync(_data.Options, Zip);
        await RewriteAsync("manifest.json", _ => null);
        await RewriteAsync("sair.db", _ => DataFixture.Bytes(content));

        await Assert.ThrowsAsync<BackupException>(() => BackupArchive.RestoreAsync(Zip, Target));

        AssertNothingIsLeft();
    }

    [Fact]
    public async Task RestoreAsync_OlderBackupWithoutManifest_ComesBackAndSaysSo()
    {
        await _data.AddPhotoAsync("a");
        await BackupArchive.WriteAsync(_data.Options, Zip);
        await RewriteAsync("manifest.json", _ => null);

        Assert.Equal(new BackupReport(3, 0, false), await BackupArchive.RestoreAsync(Zip, Target));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RestoreAsync_PictureMissingOrDamaged_IsRefusedUnlessThatIsTaken(bool isMissing)
    {
        var photo = await _data.AddPhotoAsync("a");
        await BackupArchive.WriteAsync(_data.Options, Zip);
        await RewriteAsync($"blobs/{photo.PreviewBlob}", _ => isMissing ? null : DataFixture.Bytes("damaged"));

        var refused = await Assert.ThrowsAsync<BackupException>(() => BackupArchive.RestoreAsync(Zip, Target));

        Assert.Contains("--incomplete", refused.Message, StringComparison.Ordinal);
        AssertNothingIsLeft();
        Assert.Equal(new BackupReport(2, 1, true), await BackupArchive.RestoreAsync(Zip, Target, isIncompleteTaken: true));
    }

    [Fact]
    public async Task RestoreAsync_EntryThatUnpacksToFarMore_IsRefusedBeforeAnythingIsWritten()
    {
        var photo = await _data.AddPhotoAsync("a");
        await BackupArchive.WriteAsync(_data.Options, Zip);
        await RewriteAsync($"blobs/{photo.PreviewBlob}", _ => new byte[8 << 20]);

        var refused = await Assert.ThrowsAsync<BackupException>(() => BackupArchive.RestoreAsync(Zip, Target));

        Assert.Contains("would unpack to 8 MB", refused.Message, StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task RestoreAsync_DirectoryInUse_IsRefused()
    {
        await BackupArchive.WriteAsync(_data.Options, Zip);
        Directory.CreateDirectory(Target.Directory);
        await using var other = new FileStream(
            Path.Combine(Target.Directory, ".in-use"),
            FileMode.Create,
            FileAccess.ReadWrite,
            FileShare.None
        );

        await Assert.ThrowsAsync<StorageUnavailableException>(() => BackupArchive.RestoreAsync(Zip, Target));
    }

    [Fact]
    public async Task WriteAsync_CopiesThatKilledBackupsLeft_AreSweptAndThoseAtWorkAreNot()
    {
        var left = Path.Combine(_folder.FullName, $".{Guid.NewGuid():N}.db");
        var atWork = Path.Combine(_folder.FullName, $".{Guid.NewGuid():N}.db");
        var foreign = Path.Combine(_folder.FullName, ".notes.db");
        await File.WriteAllTextAsync(left, "a copy of faces");
        await File.WriteAllTextAsync(foreign, "mine");
        await using var held = new FileStream(atWork, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);

        await BackupArchive.WriteAsync(_data.Options, Zip);

        Assert.Equal((false, true, true), (File.Exists(left), File.Exists(atWork), File.Exists(foreign)));
    }

    [Theory]
    [InlineData("20261121055301_Initial", "before its first release")]
    [InlineData("29990101000000_Future", "newer")]
    public async Task RestoreAsync_DatabaseOfAnotherVersion_IsRefusedAndLeavesNothing(string migration, string expected)
    {
        await _data.AddPhotoAsync("a");
        await using (var context = await _data.Contexts.CreateDbContextAsync())
        {
            await context.Database.ExecuteSqlRawAsync("UPDATE \"__EFMigrationsHistory\" SET \"MigrationId\" = {0}", migration);
        }

        await BackupArchive.WriteAsync(_data.Options, Zip);
        var refused = await Assert.ThrowsAsync<BackupException>(() => BackupArchive.RestoreAsync(Zip, Target));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    private SairDbContext OpenTarget()
    {
        var builder = new DbContextOptionsBuilder<SairDbContext>();
        builder.UseSairSqlite(Target.DatabasePath);
        return new SairDbContext(builder.Options);
    }

    private void AssertNothingIsLeft() =>
        Assert.Equal([".in-use"], Directory.EnumerateFiles(Target.Directory, "*", SearchOption.AllDirectories).Select(Path.GetFileName));

    // Null takes the entry out.
    private async Task RewriteAsync(string name, Func<byte[], byte[]?> change)
    {
        await using var archive = await ZipFile.OpenAsync(Zip, ZipArchiveMode.Update);
        var entry = archive.GetEntry(name)!;
        using var before = new MemoryStream();
        await using (var stream = await entry.OpenAsync())
        {
            await stream.CopyToAsync(before);
        }

        entry.Delete();
        if (change(before.ToArray()) is { } after)
        {
            await using var stream = await archive.CreateEntry(name).OpenAsync();
            await stream.WriteAsync(after);
        }
    }

    private async Task AddEntryAsync(string name)
    {
        await using var archive = await ZipFile.OpenAsync(Zip, ZipArchiveMode.Update);
        await using var stream = await archive.CreateEntry(name).OpenAsync();
        await stream.WriteAsync(DataFixture.Bytes("not what its name says"));
    }

    private async Task<SairDbContext> UnpackAsync()
    {
        var path = Path.Combine(_folder.FullName, "unpacked.db");
        await using (var archive = await ZipFile.OpenReadAsync(Zip))
        {
            await archive.GetEntry("sair.db")!.ExtractToFileAsync(path);
        }

        var builder = new DbContextOptionsBuilder<SairDbContext>();
        builder.UseSairSqlite(path);
        return new SairDbContext(builder.Options);
    }
}
