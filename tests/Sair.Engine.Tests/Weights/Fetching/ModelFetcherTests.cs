using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Sair.Engine.Weights;
using Sair.Engine.Weights.Fetching;
using Sair.Engine.Weights.Files;
using Sair.TestKit;

namespace Sair.Engine.Tests.Weights.Fetching;

public sealed class ModelFetcherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false });
    private readonly byte[] _content;
    private readonly FileServer _server;
    private long _free = 1L << 40;
    private Func<Uri, bool> _isAllowed = _ => true;

    public ModelFetcherTests()
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, new Dictionary<string, Tensor> { ["weight"] = ones([100_000]) });
        _content = stream.ToArray();
        _server = new FileServer(_content);
        WriteCatalog();
    }

    private string Target => Path.Combine(_folder.Path, "user", "tiny.safetensors");

    private string Partial => Target + ".part";

    public void Dispose()
    {
        _server.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task FetchAsync_WholeFile_IsInstalledCheckedAndOpened()
    {
        var seen = new List<FetchProgress>();

        var entry = await FetchAsync(progress: new Recorder(seen));

        Assert.Equal((_content.Length, true, "draws"), (entry.Size, entry.IsUsers, entry.Purpose));
        Assert.Equal(1, seen[^1].Share);
        Assert.Equal(100_000, new ModelProvider(_folder.Path).Open("tiny", CPU).Parameters["weight"].numel());
        Assert.Equal(
            ["catalog.json", "tiny.safetensors"],
            Directory.EnumerateFiles(Path.GetDirectoryName(Target)!).Select(Path.GetFileName).Order()
        );
    }

    [Fact]
    public async Task FetchAsync_BrokenOff_GoesOnWhereItStopped()
    {
        _server.BreakAfter = 150_000;
        var failure = await Assert.ThrowsAsync<ModelFetchException>(() => FetchAsync());
        Assert.Contains("goes on where it stopped", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
        var kept = new FileInfo(Partial).Length;

        _server.BreakAfter = null;
        await FetchAsync();

        Assert.InRange(kept, 1, 150_000);
        Assert.Equal([null, $"bytes={kept}-"], _server.Ranges);
        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task FetchAsync_OtherVersionOnTheServer_StartsAnew()
    {
        _server.BreakAfter = 150_000;
        await Assert.ThrowsAsync<ModelFetchException>(() => FetchAsync());
        (_server.BreakAfter, _server.Tag) = (null, "\"two\"");

        await FetchAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task FetchAsync_EverythingThereAlready_IsInstalledWithoutAnotherByte()
    {
        _server.BreakAfter = _content.Length;
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllBytes(Partial, _content);
        File.WriteAllText(Partial + ".tag", _server.Tag);

        await FetchAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task FetchAsync_WrongHash_LeavesNothingBehind()
    {
        WriteCatalog(sha256: new string('0', 64));

        var failure = await Assert.ThrowsAsync<WeightsFormatException>(() => FetchAsync());

        Assert.Contains("SHA-256", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Partial));
        Assert.Empty(ModelCatalog.Read(_folder.Path).Entries);
    }

    [Fact]
    public async Task FetchAsync_AnotherSize_SaysThatItIsAnotherFile()
    {
        WriteCatalog(size: 7);

        Assert.Contains(
            "another file",
            (await Assert.ThrowsAsync<ModelFetchException>(() => FetchAsync())).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task FetchAsync_NoModelInside_IsRefused()
    {
        _server.Content = "<html>Sign in</html>"u8.ToArray();
        WriteCatalog(sha256: null);

        Assert.Contains(
            "web page",
            (await Assert.ThrowsAsync<WeightsFormatException>(() => FetchAsync())).Message,
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(Partial));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "no longer at its address")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "answered 503")]
    public async Task FetchAsync_Refused_SaysWhatToDo(HttpStatusCode status, string words)
    {
        _server.Refuses = status;

        Assert.Contains(words, (await Assert.ThrowsAsync<ModelFetchException>(() => FetchAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_Redirected_FollowsAndGoesOn()
    {
        WriteCatalog(path: "moved");
        _server.BreakAfter = 150_000;
        await Assert.ThrowsAsync<ModelFetchException>(() => FetchAsync());
        _server.BreakAfter = null;

        await FetchAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.StartsWith("bytes=", _server.Ranges[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://127.0.0.1:1/file")]
    [InlineData("ftp://example.org/file")]
    public async Task FetchAsync_RedirectedToWhatIsNotAllowed_SaysSoAndAsksNobody(string target)
    {
        WriteCatalog(path: "moved");
        _server.MovedTo = target;
        _isAllowed = address => address.Port == _server.Address.Port && address.Scheme == "http";

        var failure = await Assert.ThrowsAsync<ModelFetchException>(() => FetchAsync());

        Assert.Contains("no https address of the internet", failure.Message, StringComparison.Ordinal);
        Assert.Single(_server.Ranges);
        Assert.False(File.Exists(Partial));
    }

    [Fact]
    public async Task FetchAsync_RedirectedInACircle_Ends()
    {
        WriteCatalog(path: "moved");
        _server.MovedTo = "/moved";

        Assert.Contains(
            "without an end",
            (await Assert.ThrowsAsync<ModelFetchException>(() => FetchAsync())).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task FetchAsync_MoreBytesThanAnnounced_StopsAndKeepsNone()
    {
        WriteCatalog(size: 1000);
        _server.HidesLength = true;

        var failure = await Assert.ThrowsAsync<ModelFetchException>(() => FetchAsync());

        Assert.Contains("sends more than the 1000 bytes", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, ModelFetcher.CountKept(_folder.Path, ModelCatalog.Read(_folder.Path).FindPublished("tiny")!));
    }

    [Theory]
    [InlineData("https://example.org/file", true)]
    [InlineData("https://93.184.216.34/file", true)]
    [InlineData("http://example.org/file", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("https://127.0.0.1/file", false)]
    [InlineData("https://[::1]/file", false)]
    [InlineData("https://[::ffff:10.0.0.1]/file", false)]
    [InlineData("https://192.168.1.2/file", false)]
    [InlineData("https://169.254.169.254/latest", false)]
    [InlineData("https://[fe80::1]/file", false)]
    public void IsAllowed_Addresses_AreOfTheInternetAndHttps(string address, bool isAllowed) =>
        Assert.Equal(isAllowed, PublisherClient.IsAllowed(new Uri(address)));

    [Fact]
    public async Task PublisherClient_NameOfThisMachine_IsNotConnectedTo()
    {
        using var http = PublisherClient.Create();

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() =>
            http.GetAsync(new Uri($"http://localhost:{_server.Address.Port}/file"))
        );

        Assert.Contains("no address of the internet", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Ranges);
    }

    [Fact]
    public async Task FetchAsync_DiskTooSmall_SaysHowMuchIsMissingBeforeAnyByte()
    {
        _free = 1 << 20;

        var failure = await Assert.ThrowsAsync<ModelFetchException>(() => FetchAsync());

        Assert.Contains("1 MiB are free", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Partial));
    }

    [Fact]
    public async Task FetchAsync_LicenceNotAccepted_AsksNobody()
    {
        var failure = await Assert.ThrowsAsync<ModelFetchException>(() => FetchAsync(accepted: false));

        Assert.Contains("Not for commercial use", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Ranges);
    }

    [Fact]
    public async Task FetchAsync_NoAddress_SaysHowToImport()
    {
        WriteCatalog(path: null);

        Assert.Contains(
            "sair models import FILE --id tiny",
            (await Assert.ThrowsAsync<ModelFetchException>(() => FetchAsync())).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task FetchAsync_Cancelled_KeepsWhatIsThere()
    {
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            FetchAsync(progress: new Canceller(stop), cancellationToken: stop.Token)
        );

        Assert.True(new FileInfo(Partial).Length > 0);
        await FetchAsync();
        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Remove_FetchedModel_DeletesFileAndEntry()
    {
        await FetchAsync();

        UserModels.Remove(_folder.Path, "tiny");

        Assert.False(File.Exists(Target));
        Assert.Null(ModelCatalog.Read(_folder.Path).Find("tiny"));
    }

    [Fact]
    public void Import_File_IsCopiedAndWrongOnesAreRefused()
    {
        var file = Path.Combine(_folder.Path, "mine.safetensors");
        File.WriteAllBytes(file, _content);

        var entry = UserModels.Import(_folder.Path, file, "mine");

        Assert.Equal("user/mine.safetensors", entry.File);
        Assert.True(File.Exists(file));
        Assert.Throws<InvalidOptionsException>(() => UserModels.Import(_folder.Path, file, "mine"));
        Assert.Throws<InvalidOptionsException>(() => UserModels.Import(_folder.Path, file, "../mine"));
        File.WriteAllText(file, "nothing");
        Assert.Throws<WeightsFormatException>(() => UserModels.Import(_folder.Path, file, "tiny"));
        Assert.Equal(["mine"], ModelCatalog.Read(_folder.Path).Entries.Select(model => model.Id));
    }

    private async Task<ModelEntry> FetchAsync(
        bool accepted = true,
        IProgress<FetchProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) =>
        await new ModelFetcher(_http, _ => _free, address => _isAllowed(address)).FetchAsync(
            _folder.Path,
            "tiny",
            accepted,
            progress,
            cancellationToken
        );

    private void WriteCatalog(string? path = "file", string? sha256 = "", long? size = null)
    {
        var published = new PublishedModel(
            "tiny",
            "draws",
            "tiny.safetensors",
            "test",
            "Not for commercial use.",
            new Uri("https://example.org/tiny")
        )
        {
            Address = path is null ? null : new Uri(_server.Address, path),
            Sha256 = sha256 is "" ? Convert.ToHexStringLower(SHA256.HashData(_content)) : sha256,
            Size = size,
        };
        File.WriteAllText(
            Path.Combine(_folder.Path, ModelCatalog.FileName),
            JsonSerializer.Serialize(new { models = Array.Empty<ModelEntry>(), published = new[] { published } }, JsonSerializerOptions.Web)
        );
    }

    private sealed class Recorder(List<FetchProgress> seen) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => seen.Add(value);
    }

    private sealed class Canceller(CancellationTokenSource stop) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => stop.Cancel();
    }
}
