using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Sair.Application.Models;
using Sair.Data.Blobs;
using Sair.Data.Restorations;
using Sair.Engine.Engines;
using Sair.Web.Components.Results;

namespace Sair.Web.Tests.Components.Results;

public sealed class RecipeTests
{
    private static readonly EngineDescriptor s_engine = new("toy", "Toy", "Plays.", "None.", typeof(ToyOptions), [], ["play"], 0);

    private static readonly Restoration s_result = new()
    {
        RequestId = Guid.NewGuid(),
        ResultBlob = BlobId.Of([1]),
        AlignedBlob = BlobId.Of([2]),
        Side = 256,
        OptionsJson = EngineOptionsJson.Write(new ToyOptions { Seed = 7 }),
        OptionsVersion = 1,
        Seed = 7,
        ModelHashesJson = """{"toy-model":"00ff"}""",
        LibraryVersionsJson = """{"sair":"1.0","dotnet":"10.0.1","device":"cuda:0","memory":"reduced"}""",
        LossCurveJson = "{}",
        Iterations = 12,
        KeptEarly = true,
        DurationSeconds = 90,
        SecondsPerIteration = 0.25,
        CreatedUtc = DateTime.UnixEpoch,
    };

    private enum Mood
    {
        Auto,
        Happiness,
    }

    [Fact]
    public void Options_OfAKnownEngine_AreSaidInTheWordsOfTheForm() =>
        Assert.Equal(
            [("Peak rate", "0.125"), ("Mood", "happiness"), ("Ladder", "yes"), ("Scale", "automatic"), ("Seed", "7")],
            Recipe.Options(s_engine, s_result)
        );

    [Fact]
    public void Options_OfAnEngineThatIsGone_AreInTheJsonOnly()
    {
        Assert.Empty(Recipe.Options(null, s_result));
        using var json = JsonDocument.Parse(Recipe.Json("toy", s_result));
        Assert.Equal(0.125, json.RootElement.GetProperty("options").GetProperty("peakRate").GetDouble());
    }

    [Fact]
    public void Run_StoppedEarly_SaysSo() =>
        Assert.Equal(["Toy", "12, stopped early"], Recipe.Run("toy", s_engine, s_result).Take(2).Select(line => line.Value));

    [Fact]
    public void ModelsAndSoftware_OfAResult_HaveHashesAndVersions()
    {
        Assert.Equal([("toy-model", "00ff")], Recipe.Models(s_result));
        Assert.Equal([("Sair", "1.0"), (".NET", "10.0.1"), ("Device", "cuda:0"), ("Memory use", "reduced")], Recipe.Software(s_result));
    }

    private sealed record ToyOptions : EngineOptions
    {
        [Display(Name = "Peak rate", Order = 1)]
        public double PeakRate { get; init; } = 0.125;

        [Display(Name = "Mood", Order = 2)]
        public Mood Mood { get; init; } = Mood.Happiness;

        [Display(Name = "Ladder", Order = 3)]
        public bool Ladder { get; init; } = true;

        [Display(Name = "Scale", Order = 4)]
        public int? Scale { get; init; }

        public int Hidden { get; init; }
    }
}
