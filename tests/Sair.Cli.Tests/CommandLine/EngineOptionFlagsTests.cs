using System.CommandLine;
using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;
using Sair.Engine;

namespace Sair.Cli.Tests.CommandLine;

public sealed class EngineOptionFlagsTests
{
    private readonly FakeEngine _engine = new();

    [Fact]
    public void Options_OfARecord_AreNamedAfterItsPropertiesInDisplayOrder()
    {
        var flags = new EngineOptionFlags([_engine]);

        Assert.Equal(
            ["--iterations", "--peak-rate", "--mood", "--fine", "--scale", "--seed", "--pack"],
            flags.Options.Select(option => option.Name)
        );
    }

    [Fact]
    public void Options_OfARecord_CarryRangeAndDefaultIntoTheHelp()
    {
        var options = new EngineOptionFlags([_engine]).Options.ToDictionary(option => option.Name);

        Assert.Equal("1–50", options["--iterations"].HelpName);
        Assert.Equal("How long to search. Default: 3.", options["--iterations"].Description);
        Assert.Equal("auto|happiness", options["--mood"].HelpName);
        Assert.Equal("Reduction.", options["--scale"].Description);
    }

    [Fact]
    public void Read_NothingGiven_GivesTheDefaults() => Assert.Equal(new FakeOptions(), Read());

    [Fact]
    public void Read_EveryFlag_SetsEveryProperty()
    {
        var expected = new FakeOptions
        {
            Iterations = 7,
            PeakRate = 0.5,
            Mood = FakeMood.Happiness,
            Fine = true,
            Scale = 8,
            Seed = 42,
        };

        Assert.Equal(
            expected,
            Read("--iterations", "7", "--peak-rate", "0.5", "--mood", "Happiness", "--fine", "--scale", "8", "--seed", "42")
        );
    }

    [Theory]
    [InlineData("--iterations", "51", "--iterations takes a whole number from 1 to 50, not “51”.")]
    [InlineData("--iterations", "many", "--iterations takes a whole number from 1 to 50, not “many”.")]
    [InlineData("--peak-rate", "-1", "--peak-rate takes a number from 0 to 2, not “-1”.")]
    [InlineData("--mood", "grim", "--mood takes one of auto, happiness, not “grim”.")]
    [InlineData("--fine", "perhaps", "--fine takes true or false, not “perhaps”.")]
    public void Parse_ValueOutsideItsRange_IsRefusedInOneSentence(string flag, string value, string sentence)
    {
        var parsed = Parse(new EngineOptionFlags([_engine]), flag, value);

        Assert.Equal(sentence, Assert.Single(parsed.Errors).Message);
    }

    [Fact]
    public void Read_FlagOfAnotherEngine_IsRefused()
    {
        var other = new OtherEngine();
        var flags = new EngineOptionFlags([_engine, other]);

        var failure = Assert.Throws<InvalidOptionsException>(() => flags.Read(Parse(flags, "--iterations", "7"), other.Descriptor));

        Assert.Contains("Other has no option --iterations", failure.Message);
    }

    [Fact]
    public void Read_FlagOfTheEngineBeside_IsLeftToIt()
    {
        var other = new OtherEngine();
        var flags = new EngineOptionFlags([_engine, other]);
        var parsed = Parse(flags, "--iterations", "7");

        Assert.Equal(new OtherOptions(), flags.Read(parsed, other.Descriptor, beside: _engine.Descriptor));
        Assert.Equal(7, Assert.IsType<FakeOptions>(flags.Read(parsed, _engine.Descriptor, beside: other.Descriptor)).Iterations);
    }

    private object Read(params string[] arguments)
    {
        var flags = new EngineOptionFlags([_engine]);
        var parsed = Parse(flags, arguments);
        Assert.Empty(parsed.Errors);
        return flags.Read(parsed, _engine.Descriptor);
    }

    private static ParseResult Parse(EngineOptionFlags flags, params string[] arguments)
    {
        var root = new RootCommand("test");
        foreach (var option in flags.Options)
        {
            root.Options.Add(option);
        }

        return root.Parse(arguments);
    }
}
