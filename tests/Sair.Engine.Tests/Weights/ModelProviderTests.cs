using System.Security.Cryptography;
using System.Text.Json;
using Sair.Engine.Weights;
using Sair.Engine.Weights.Files;
using Sair.TestKit;

namespace Sair.Engine.Tests.Weights;

public sealed class ModelProviderTests : IDisposable
{
    private static readonly DateTime s_past = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Open_IntactFile_GivesParametersMetadataAndHash()
    {
        var hash = WriteModel("tiny", 1);

        var model = new ModelProvider(_folder.Path).Open("tiny", CPU);

        Assert.Equal(hash, model.Sha256);
        Assert.Equal("8", model.Metadata["size"]);
        Assert.Equal([1, 1], model.Parameters["weight"].data<float>().ToArray());
    }

    [Fact]
    public void Open_SecondTime_GivesTheCachedModelUntilTheFileChanges()
    {
        WriteModel("tiny", 1);
        var provider = new ModelProvider(_folder.Path);
        var first = provider.Open("tiny", CPU);

        Assert.Same(first, provider.Open("tiny", CPU));

        WriteModel("tiny", 2);
        Assert.Equal([2, 2], provider.Open("tiny", CPU).Parameters["weight"].data<float>().ToArray());
    }

    [Fact]
    public void Open_BeyondCapacity_ForgetsTheModelUsedLongestAgo()
    {
        WriteModel("one", 1);
        WriteModel("two", 2);
        var provider = new ModelProvider(_folder.Path, capacity: 1);
        var first = provider.Open("one", CPU);
        provider.Open("two", CPU);

        Assert.NotSame(first, provider.Open("one", CPU));
        Assert.Equal([1, 1], first.Parameters["weight"].data<float>().ToArray());
    }

    [Fact]
    public void Open_ChangedByte_NamesFileAndCommand()
    {
        WriteModel("tiny", 1);
        var path = Path.Combine(_folder.Path, "tiny.safetensors");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        var failure = Assert.Throws<ModelUnavailableException>(() => new ModelProvider(_folder.Path).Open("tiny", CPU));

        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Contains("sair models check", failure.Message, StringComparison.Ordinal);
        Assert.Equal("tiny", failure.ModelId);
    }

    [Fact]
    public void Open_MissingFile_NamesFileAndHowToRestoreIt()
    {
        WriteModel("tiny", 1);
        File.Delete(Path.Combine(_folder.Path, "tiny.safetensors"));

        var failure = Assert.Throws<ModelUnavailableException>(() => new ModelProvider(_folder.Path).Open("tiny", CPU));

        Assert.Contains("missing", failure.Message, StringComparison.Ordinal);
        Assert.Contains("git checkout", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"models\":[{\"id\":\"x\"}]}")]
    [InlineData("null")]
    public void Read_MalformedCatalog_SaysSo(string content)
    {
        File.WriteAllText(Path.Combine(_folder.Path, ModelCatalog.FileName), content);

        var failure = Assert.Throws<ModelUnavailableException>(() => ModelCatalog.Read(_folder.Path));

        Assert.Contains("malformed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnchangedFiles_AreParsedOnce()
    {
        WriteCatalog("one", s_past);
        var first = ModelCatalog.Read(_folder.Path);

        Assert.Same(first, ModelCatalog.Read(_folder.Path));
    }

    [Fact]
    public void Read_ChangedFile_IsParsedAgain()
    {
        WriteCatalog("one", s_past);
        _ = ModelCatalog.Read(_folder.Path);

        WriteCatalog("two", s_past.AddSeconds(1));

        Assert.Equal(["two"], ModelCatalog.Read(_folder.Path).Entries.Select(entry => entry.Id));
    }

    [Fact]
    public void Read_ModelAdded_IsListedAtOnce()
    {
        WriteCatalog("one", s_past);
        _ = ModelCatalog.Read(_folder.Path);

        WriteCatalog("two", s_past, UserModels.FolderOf(_folder.Path));

        Assert.Equal(["one", "two"], ModelCatalog.Read(_folder.Path).Entries.Select(entry => entry.Id));
    }

    [Fact]
    public void Read_WrittenTwiceWithinATick_GivesTheSecond()
    {
        var justNow = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(1);
        WriteCatalog("one", justNow);
        _ = ModelCatalog.Read(_folder.Path);

        WriteCatalog("two", justNow);

        Assert.Equal(["two"], ModelCatalog.Read(_folder.Path).Entries.Select(entry => entry.Id));
    }

    [Fact]
    public void All_OneIntactOneMissing_ReportsBoth()
    {
        WriteModel("one", 1);
        WriteModel("two", 2);
        File.Delete(Path.Combine(_folder.Path, "two.safetensors"));

        Assert.Equal([ModelState.Intact, ModelState.Missing], ModelCheck.All(ModelCatalog.Read(_folder.Path)).Select(check => check.State));
    }

    [Fact]
    public void Locate_FromADeepFolder_FindsTheCatalogAbove()
    {
        var models = Directory.CreateDirectory(Path.Combine(_folder.Path, "models")).FullName;
        File.WriteAllText(Path.Combine(models, ModelCatalog.FileName), "{\"models\":[]}");
        var deep = Directory.CreateDirectory(Path.Combine(_folder.Path, "a", "b")).FullName;

        Assert.Equal(models, ModelsFolder.Locate(start: deep));
        Assert.Equal(deep, ModelsFolder.Locate(deep, _folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private void WriteCatalog(string id, DateTime written, string? folder = null)
    {
        var path = Path.Combine(Directory.CreateDirectory(folder ?? _folder.Path).FullName, ModelCatalog.FileName);
        var entry = new ModelEntry(id, id + ".safetensors", "00", 1, "safetensors", "test", "none", "test");
        File.WriteAllText(path, JsonSerializer.Serialize(new { models = new[] { entry } }, JsonSerializerOptions.Web));
        File.SetLastWriteTimeUtc(path, written);
    }

    private string WriteModel(string id, float value)
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder.Path, id + ".safetensors");
        SafetensorsFile.Write(
            path,
            new Dictionary<string, Tensor> { ["weight"] = full([2], value, float32) },
            new Dictionary<string, string> { ["size"] = "8" }
        );
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        var catalogPath = Path.Combine(_folder.Path, ModelCatalog.FileName);
        var entries = File.Exists(catalogPath) ? ModelCatalog.Read(_folder.Path).Entries.Where(entry => entry.Id != id).ToList() : [];
        entries.Add(new ModelEntry(id, id + ".safetensors", hash, new FileInfo(path).Length, "safetensors", "test", "none", "test"));
        File.WriteAllText(catalogPath, JsonSerializer.Serialize(new { models = entries }, JsonSerializerOptions.Web));
        return hash;
    }
}
