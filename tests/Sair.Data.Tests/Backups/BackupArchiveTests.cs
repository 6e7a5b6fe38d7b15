using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Sair.Data.Backups;
using Sair.Data.Blobs;
using Sair.Data.Sqlite;

namespace Sair.Data.Tests.Backups;

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

        Assert.Equal((4, 4), (written, restored));
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

    [Theory]
    [InlineData("blobs/../../evil", "x")]
    [InlineData("blobs/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "not what its name says")]
    public async Task RestoreAsync_ForeignOrDamagedPicture_IsRefused(string name, string content)
    {
        await BackupArchive.WriteAsync(_data.Options, Zip);
        await using (var archive = await ZipFile.OpenAsync(Zip, ZipArchiveMode.Update))
        {
            await using var stream = await archive.CreateEntry(name).OpenAsync();
            await stream.WriteAsync(DataFixture.Bytes(content));
        }

        await Assert.ThrowsAsync<BackupException>(() => BackupArchive.RestoreAsync(Zip, Target));

        Assert.False(File.Exists(Target.DatabasePath));
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "evil")));
    }

    [Fact]
    public async Task RestoreAsync_NoZip_SaysSo()
    {
        await File.WriteAllTextAsync(Zip, "no zip");

        await Assert.ThrowsAsync<BackupException>(() => BackupArchive.RestoreAsync(Zip, Target));
    }
}
