using Sair.Engine.Weights;
using Sair.Training.Packs;

namespace Sair.Training.Tests.Packs;

public sealed class CatalogFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sair-models-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Record_SameIdTwice_ReplacesTheEntry()
    {
        File.WriteAllText(Path.Combine(_folder, "a.bin"), "one");
        CatalogFile.Record(_folder, "a", "a.bin", "first", "MIT", "here");
        File.WriteAllText(Path.Combine(_folder, "a.bin"), "three");
        CatalogFile.Record(_folder, "a", "a.bin", "second", "MIT", "here");

        var entry = Assert.Single(ModelCatalog.Read(_folder).Entries);
        Assert.Equal(("second", 5L), (entry.Architecture, entry.Size));
        Assert.All(ModelCheck.All(ModelCatalog.Read(_folder)), check => Assert.Equal(ModelState.Intact, check.State));
    }
}
