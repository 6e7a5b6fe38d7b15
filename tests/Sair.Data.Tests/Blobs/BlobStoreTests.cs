using Sair.Data.Blobs;

namespace Sair.Data.Tests.Blobs;

public sealed class BlobStoreTests
{
    [Fact]
    public async Task AddAsync_EqualContentTwice_StoresOneFile()
    {
        await using var data = await DataFixture.CreateAsync();
        await using var batch = data.Collector.BeginBatch();

        var first = await batch.AddAsync(DataFixture.Bytes("same"));
        var second = await batch.AddAsync(DataFixture.Bytes("same"));

        Assert.Equal(first, second);
        Assert.Equal(1, data.CountFiles());
        Assert.Equal(DataFixture.Bytes("same"), await data.Store.ReadAsync(first));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("other content of the very same length")]
    public async Task AddAsync_FileOfEqualContentIsDamaged_IsWrittenAnew(string damaged)
    {
        await using var data = await DataFixture.CreateAsync();
        await using var batch = data.Collector.BeginBatch();
        var content = DataFixture.Bytes("right content of the very same length");
        var id = await batch.AddAsync(content);
        await File.WriteAllTextAsync(data.Store.PathOf(id), damaged);
        var refused = await Assert.ThrowsAsync<BlobMissingException>(() => data.Store.ReadAsync(id));
        Assert.Contains("upload the photo again", refused.Message, StringComparison.Ordinal);

        Assert.Equal(id, await batch.AddAsync(content));

        Assert.Equal(content, await data.Store.ReadAsync(id));
        Assert.Equal(1, data.CountFiles());
    }

    [Fact]
    public async Task DisposeAsync_NoRowRefersToBlob_DeletesIt()
    {
        await using var data = await DataFixture.CreateAsync();
        await using (var batch = data.Collector.BeginBatch())
        {
            await batch.AddAsync(DataFixture.Bytes("never saved"));
            Assert.Equal(1, data.CountFiles());
        }

        Assert.Equal(0, data.CountFiles());
    }

    [Fact]
    public async Task CollectAsync_BlobOfOpenBatch_KeepsIt()
    {
        await using var data = await DataFixture.CreateAsync();
        await using var batch = data.Collector.BeginBatch();
        var id = await batch.AddAsync(DataFixture.Bytes("on its way"));

        Assert.Equal(0, await data.Collector.CollectAsync([id]));
        Assert.True(data.Store.Contains(id));
    }

    [Fact]
    public async Task AddAsync_DiskFull_SaysSoAndLeavesEarlierBlobsWhole()
    {
        var room = int.MaxValue;
        await using var data = await DataFixture.CreateAsync(path => new FailingStream(path, room));
        var photo = await data.AddPhotoAsync("earlier");
        room = 4;

        var exception = await Assert.ThrowsAsync<StorageFullException>(() => data.AddPhotoAsync("later"));

        Assert.Contains("full", exception.Message, StringComparison.Ordinal);
        Assert.Equal(3, data.CountFiles());
        Assert.Equal(DataFixture.Bytes("earlier preview"), await data.Store.ReadAsync(photo.PreviewBlob));
    }

    [Fact]
    public async Task AddAsync_DirectoryNotWritable_LeavesOtherErrorsAsTheyAre()
    {
        await using var data = await DataFixture.CreateAsync(_ => throw new IOException("Input/output error", 5));

        var exception = await Assert.ThrowsAsync<IOException>(() => data.AddPhotoAsync("any"));

        Assert.IsNotType<StorageFullException>(exception);
        Assert.Equal(0, data.CountFiles());
    }

    [Fact]
    public async Task ReadAsync_MissingFile_SaysWhatToDo()
    {
        await using var data = await DataFixture.CreateAsync();

        var exception = await Assert.ThrowsAsync<BlobMissingException>(() => data.Store.ReadAsync(BlobId.Of([1, 2, 3])));

        Assert.Contains("backup", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    public void TryParse_NotALowerCaseHash_Refuses(string text) => Assert.False(BlobId.TryParse(text, null, out _));
}
