using Sair.Training.Autoencoding;

namespace Sair.Training.Tests.Autoencoding;

public sealed class AutoencoderOptionsTests
{
    [Fact]
    public void ParseList_TwoStages_FillsDefaults()
    {
        var stages = TrainingStage.ParseList("32:1000,64:2000:8:0.001");

        Assert.Equal([new TrainingStage(32, 1000, 32, 2e-3), new TrainingStage(64, 2000, 8, 1e-3)], stages);
    }

    [Theory]
    [InlineData("")]
    [InlineData("32")]
    [InlineData("64:10,32:10")]
    [InlineData("48:10")]
    [InlineData("a:b")]
    public void ParseList_Malformed_SaysHowToWriteIt(string text) => Assert.Throws<FormatException>(() => TrainingStage.ParseList(text));
}
