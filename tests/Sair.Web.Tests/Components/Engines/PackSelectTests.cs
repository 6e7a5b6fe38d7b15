using Bunit;
using Sair.Application.Models;
using Sair.Engine.Engines.Iqpfr;
using Sair.Web.Components.Engines;

namespace Sair.Web.Tests.Components.Engines;

public sealed class PackSelectTests : ComponentTests
{
    private const string Models = """
        {
          "models": [
            { "id": "ours", "file": "a", "sha256": "0", "size": 1, "format": "safetensors",
              "architecture": "", "licence": "", "source": "" },
            { "id": "theirs", "file": "b", "sha256": "0", "size": 1, "format": "safetensors",
              "architecture": "", "licence": "", "source": "" }
          ],
          "packs": [
            { "id": "embedded", "title": "Embedded", "engines": ["iqpfr"], "parts": { "predictor": "ours" } },
            { "id": "large", "title": "Large", "engines": ["iqpfr"], "parts": { "predictor": "LARGE" } },
            { "id": "other", "title": "Other", "engines": ["sair"], "parts": { "generator": "theirs" } }
          ]
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Fact]
    public void Render_OnePackIsThere_ShowsNothing() =>
        Assert.Empty(Show("absent", new EngineChoice(new IqpfrEngine().Descriptor)).FindAll("select"));

    [Fact]
    public void Select_TheOtherPackAndBack_IsWrittenIntoTheChoice()
    {
        var choice = new EngineChoice(new IqpfrEngine().Descriptor);
        var shown = Show("theirs", choice);
        Assert.Equal(["Embedded", "Large"], shown.FindAll("option").Select(option => option.TextContent));

        shown.Find("select").Change("large");
        Assert.Equal("large", choice.Pack);

        shown.Find("select").Change("embedded");
        Assert.Null(choice.Pack);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Delete(recursive: true);
    }

    private IRenderedComponent<PackSelect> Show(string part, EngineChoice choice)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "catalog.json"), Models.Replace("LARGE", part, StringComparison.Ordinal));
        var packs = new EngineAvailability(new ModelsOptions { Directory = _folder.FullName }).PacksOf(choice.Descriptor);
        return Render<PackSelect>(parameters => parameters.Add(select => select.Choice, choice).Add(select => select.Packs, packs));
    }
}
