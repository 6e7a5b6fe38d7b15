using System.Security.Cryptography;
using System.Text.Json;
using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;

namespace Sair.Cli.Tests.Commands;

public sealed class ModelsCommandTests : IDisposable
{
    private readonly CommandLineFixture _fixture = new();

    [Fact]
    public async Task Check_IntactFiles_ListsThemAndSucceeds()
    {
        WriteCatalog(("generator", "abc"), ("encoder", "defg"));

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("models", "check"));
        Assert.Contains("ok       generator", _fixture.Output);
        Assert.Contains("2 of 2 model files", _fixture.Output);
    }

    [Fact]
    public async Task Check_MissingAndChangedFiles_NamesThemAndFails()
    {
        WriteCatalog(("generator", "abc"), ("encoder", "defg"), ("recogniser", "hij"));
        File.Delete(_fixture.At("generator.safetensors"));
        File.WriteAllText(_fixture.At("encoder.safetensors"), "defG");

        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("models", "check"));

        var lines = _fixture.Output.Split('\n');
        Assert.Contains(
            lines,
            line =>
                line.StartsWith("missing  generator:", StringComparison.Ordinal)
                && line.Contains("generator.safetensors", StringComparison.Ordinal)
        );
        Assert.Contains(lines, line => line.StartsWith("changed  encoder:", StringComparison.Ordinal));
        Assert.Contains("1 of 3 model files", _fixture.Output);
    }

    [Fact]
    public async Task List_Catalog_PrintsLicenceAndSource()
    {
        WriteCatalog(("generator", "abc"));

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("models", "list"));
        Assert.Contains("licence: free for all", _fixture.Output);
        Assert.Contains("source:  made here", _fixture.Output);
    }

    [Fact]
    public async Task List_PublishedModelAndPack_SaysHowToAddAndWhatIsMissing()
    {
        WriteCatalog(("generator", "abc"));

        await _fixture.RunAsync("models", "list");

        Assert.Contains("sair models import FILE --id encoder", _fixture.Output);
        Assert.Contains("Not for commercial use", _fixture.Output);
        Assert.Contains("pack faces for sair: generator generator, encoder encoder", _fixture.Output);
        Assert.Contains("missing: encoder", _fixture.Output);
    }

    [Fact]
    public async Task ImportAndRemove_File_ComesAndGoes()
    {
        WriteCatalog(("generator", "abc"));
        File.WriteAllBytes(_fixture.At("mine.bin"), [2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}']);

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("models", "import", _fixture.At("mine.bin"), "--id", "encoder"));
        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("models", "check"));
        Assert.Contains("ok       encoder", _fixture.Output);
        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("models", "remove", "encoder"));
        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("models", "remove", "generator"));
        Assert.Contains("ships with the program", _fixture.Error);
    }

    [Fact]
    public async Task PackAndRemove_ModelsThatAreThere_ComesAndGoes()
    {
        WriteCatalog(("generator", "abc"));

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync("models", "pack", "mine", "--engine", "fake", "--part", "generator=generator")
        );
        Assert.Equal(
            ExitCode.Failure,
            await _fixture.RunAsync("models", "pack", "mine", "--engine", "fake", "--part", "generator=generator")
        );
        Assert.Contains("There is a pack mine already", _fixture.Error, StringComparison.Ordinal);
        await _fixture.RunAsync("models", "list");
        Assert.Contains("pack mine for fake: generator generator", _fixture.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("models", "remove", "mine"));
        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("models", "remove", "mine"));
    }

    [Theory]
    [InlineData(ExitCode.Failure, "There is no model absent", "generator=absent")]
    [InlineData(ExitCode.Usage, "ROLE=MODEL", "generator")]
    [InlineData(
        ExitCode.Usage,
        "“generater” is no role of a model for fake: fake knows generator, encoder.",
        "generator=generator",
        "generater=generator"
    )]
    [InlineData(ExitCode.Usage, "needs a model with the role generator", "encoder=generator")]
    [InlineData(ExitCode.Usage, "names a model for generator twice", "generator=generator", "generator=other")]
    public async Task Pack_PartThatIsWrong_IsNamed(int code, string sentence, params string[] parts)
    {
        WriteCatalog(("generator", "abc"));

        Assert.Equal(code, await _fixture.RunAsync(["models", "pack", "mine", "--engine", "fake", "--part", .. parts]));
        Assert.Contains(sentence, _fixture.Error, StringComparison.Ordinal);
        await _fixture.RunAsync("models", "list");
        Assert.DoesNotContain("pack mine", _fixture.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("“My Pack” is no id of a pack", "pack", "My Pack", "--engine", "fake", "--part", "generator=generator")]
    [InlineData("“../x” is no id of a model", "import", "some.bin", "--id", "../x")]
    public async Task Id_ThatIsNone_IsAWrongCommandLine(string sentence, params string[] arguments)
    {
        WriteCatalog(("generator", "abc"));

        Assert.Equal(ExitCode.Usage, await _fixture.RunAsync(["models", .. arguments]));

        Assert.Contains(sentence, _fixture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_ModelWithoutAddress_SaysHowToGetIt()
    {
        WriteCatalog(("generator", "abc"));

        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("models", "fetch", "encoder", "--accept-licence"));
        Assert.Contains("by hand", _fixture.Error);
        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("models", "fetch", "other", "--accept-licence"));
        Assert.Contains("no published model other", _fixture.Error);
    }

    [Fact]
    public async Task Check_FolderWithoutCatalog_SaysSo()
    {
        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("models", "check"));
        Assert.Contains("catalog.json", _fixture.Error);
    }

    [Fact]
    public async Task Import_FolderThatIsNotThere_SaysSo()
    {
        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("models", "import-face-api", _fixture.At("nothing")));
        Assert.Contains("There is no folder", _fixture.Error);
    }

    [Fact]
    public async Task Import_FolderWithoutThePackage_NamesWhatIsMissing()
    {
        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("models", "import-face-api", _fixture.Folder));
        Assert.Contains("ssd_mobilenetv1_model", _fixture.Error);
    }

    public void Dispose() => _fixture.Dispose();

    private void WriteCatalog(params (string Id, string Content)[] models)
    {
        var entries = models.Select(model =>
        {
            File.WriteAllText(_fixture.At($"{model.Id}.safetensors"), model.Content);
            var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_fixture.At($"{model.Id}.safetensors"))));
            return new
            {
                model.Id,
                File = $"{model.Id}.safetensors",
                Sha256 = hash,
                Size = model.Content.Length,
                Format = "safetensors",
                Architecture = "none",
                Licence = "free for all",
                Source = "made here",
            };
        });
        File.WriteAllText(
            _fixture.At("catalog.json"),
            JsonSerializer.Serialize(
                new
                {
                    models = entries,
                    published = new[]
                    {
                        new
                        {
                            id = "encoder",
                            purpose = "starts the search",
                            fileName = "encoder.bin",
                            architecture = "none",
                            licence = "Not for commercial use.",
                            page = "https://example.org/encoder",
                        },
                    },
                    packs = new[]
                    {
                        new
                        {
                            id = "faces",
                            title = "Faces",
                            engines = new[] { "sair" },
                            parts = new { generator = "generator", encoder = "encoder" },
                        },
                    },
                },
                JsonSerializerOptions.Web
            )
        );
    }
}
