using Sair.Engine.Engines;

namespace Sair.Engine.Tests.Engines;

public sealed class EngineDescriptorTests
{
    [Theory]
    [InlineData("sair", "“generater” is no role of a model for sair: sair knows generator, encoder", "generater")]
    [InlineData("sair", "“direction.hapy” is no role", "generator", "direction.hapy")]
    [InlineData("sair", "A pack for sair needs a model with the role generator", "encoder", "direction.happy")]
    [InlineData("gen2res", "“generator” is no role of a model for gen2res: gen2res knows network, recogniser.", "network", "generator")]
    [InlineData("iqpfr", "needs a model with the role predictor")]
    public void RequirePackRoles_UnknownOrMissing_ListsThoseThatAreKnown(string engine, string sentence, params string[] roles)
    {
        var failure = Assert.Throws<InvalidOptionsException>(() => Descriptor(engine).RequirePackRoles(roles));

        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sair", "generator", "encoder", "mask", "recogniser", "directions", "direction.happy")]
    [InlineData("gen2res", "network")]
    [InlineData("iqpfr", "predictor")]
    public void RequirePackRoles_KnownOnes_AreTaken(string engine, params string[] roles) =>
        Assert.Null(Record.Exception(() => Descriptor(engine).RequirePackRoles(roles)));

    private static EngineDescriptor Descriptor(string id) => KnownEngines.All.First(engine => engine.Descriptor.Id == id).Descriptor;
}
