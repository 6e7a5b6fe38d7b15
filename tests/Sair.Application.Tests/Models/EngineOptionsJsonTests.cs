using Sair.Application.Models;
using Sair.Engine;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.Models;

public sealed class EngineOptionsJsonTests
{
    [Fact]
    public void Read_WrittenOptions_ReturnsEqualOptions()
    {
        using var engine = new FakeEngine();
        var options = new FakeOptions { Iterations = 9, Seed = 3 };

        Assert.Equal(
            options,
            EngineOptionsJson.Read(engine.Descriptor, EngineOptionsJson.Write(options), EngineOptionsJson.CurrentVersion)
        );
    }

    [Fact]
    public void Read_OptionNotStored_TakesItsDefault()
    {
        using var engine = new FakeEngine();

        Assert.Equal(new FakeOptions { Seed = 5 }, EngineOptionsJson.Read(engine.Descriptor, """{"seed":5}""", 1));
    }

    [Theory]
    [InlineData("{", 1)]
    [InlineData("null", 1)]
    [InlineData("""{"iterations":"many"}""", 1)]
    [InlineData("{}", 2)]
    public void Read_DamagedOrNewer_SaysWhatToDo(string json, int version)
    {
        using var engine = new FakeEngine();

        var exception = Assert.Throws<InvalidOptionsException>(() => EngineOptionsJson.Read(engine.Descriptor, json, version));

        Assert.Contains("request anew", exception.Message, StringComparison.Ordinal);
    }
}
