using System.Text.Json;
using Sair.Engine.Weights;
using Sair.TestKit;

namespace Sair.Engine.Tests.Weights;

public sealed class UserModelsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public UserModelsTests() =>
        File.WriteAllText(
            Path.Combine(_folder.Path, ModelCatalog.FileName),
            JsonSerializer.Serialize(new { models = Array.Empty<ModelEntry>() }, JsonSerializerOptions.Web)
        );

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Import_NetworkPickle_IsKeptUnderThisProgramsNames()
    {
        var entry = UserModels.Import(_folder.Path, Fixtures.Locate("weights", "stylegan2.pkl"), "mine");

        var model = new ModelProvider(_folder.Path).Open("mine", CPU);
        Assert.Equal(("user/mine.safetensors", "safetensors"), (entry.File, entry.Format));
        Assert.Contains("StyleGAN2", entry.Architecture, StringComparison.Ordinal);
        Assert.Contains("conv1.conv.weight", model.Parameters.Keys);
    }

    [Fact]
    public void Import_PyTorchArchive_IsRecognisedAndIntact()
    {
        var entry = UserModels.Import(_folder.Path, Fixtures.Locate("weights", "e4e.pt"), "encoder");

        Assert.NotEqual("unknown", entry.Architecture);
        Assert.Equal(ModelState.Intact, Assert.Single(ModelCheck.All(ModelCatalog.Read(_folder.Path))).State);
    }

    [Fact]
    public void Import_Array_IsTakenAsItIs()
    {
        UserModels.Import(_folder.Path, Fixtures.Locate("weights", "array.npy"), "direction");

        Assert.Single(new ModelProvider(_folder.Path).Open("direction", CPU).Parameters);
    }

    [Theory]
    [InlineData("stylegan3.pkl", "StyleGAN3")]
    [InlineData("hostile.pkl", "hostile.pkl")]
    [InlineData("model.onnx", "no network that this program knows")]
    public void Import_WhatCannotBeUsed_SaysSoAndLeavesNothing(string file, string words)
    {
        var failure = Assert.Throws<WeightsFormatException>(() =>
            UserModels.Import(_folder.Path, Fixtures.Locate("weights", file), "mine")
        );

        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Empty(ModelCatalog.Read(_folder.Path).Entries);
        Assert.Empty(Directory.EnumerateFiles(UserModels.FolderOf(_folder.Path)));
    }
}
