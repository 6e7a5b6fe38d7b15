using System.ComponentModel.DataAnnotations;
using Sair.Application.Models;
using Sair.Engine.Engines;

namespace Sair.Application.Tests.Models;

public sealed class EngineChoiceTests
{
    [Fact]
    public void Construct_EngineWithPresets_BeginsBalanced()
    {
        var choice = new EngineChoice(new PresetEngine().Descriptor);

        Assert.Equal(EnginePreset.Balanced, choice.PresetName);
        Assert.Equal(20, choice.Iterations);
    }

    [Fact]
    public void PresetName_EngineWithoutPresets_IsNone()
    {
        var choice = new EngineChoice(new PresetEngine().Descriptor with { Presets = [] });

        Assert.False(choice.IsChanged);
        Assert.Null(choice.PresetName);
    }

    [Fact]
    public void Take_AnotherPreset_ReplacesAllOptions()
    {
        var choice = new EngineChoice(new PresetEngine().Descriptor);

        choice.Take(choice.Presets[0]);

        Assert.Equal(EnginePreset.Faithful, choice.PresetName);
        Assert.Equal(50, ((PresetOptions)choice.ReadOptions()).Iterations);
    }

    [Fact]
    public void PresetName_OptionChanged_IsNone()
    {
        var choice = new EngineChoice(new PresetEngine().Descriptor);

        choice.Values["iterations"] = 21;

        Assert.True(choice.IsChanged);
        Assert.Null(choice.PresetName);
    }

    [Fact]
    public void Take_AnotherPresetWithAPackChosen_KeepsThePack()
    {
        var choice = new EngineChoice(new PresetEngine().Descriptor) { Pack = "large" };
        Assert.False(choice.IsChanged);

        choice.Take(choice.Presets[0]);

        Assert.Equal("large", choice.ReadOptions().Pack);
        Assert.Equal(EnginePreset.Faithful, choice.PresetName);
    }

    [Fact]
    public void Take_KeptChoice_BringsPresetAndChangesBack()
    {
        var kept = new EngineChoice(new PresetEngine().Descriptor);
        kept.Take(kept.Presets[0]);
        kept.Values["iterations"] = 60;

        var choice = new EngineChoice(new PresetEngine().Descriptor);
        choice.Take(kept.Keep());

        Assert.Equal(60, choice.Iterations);
        Assert.Equal(EnginePreset.Faithful, choice.Preset.Name);
        Assert.True(choice.IsChanged);
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("""{"iterations":"many"}""")]
    public void Take_KeptChoiceThatCannotBeUsed_LeavesTheOptions(string json)
    {
        var choice = new EngineChoice(new PresetEngine().Descriptor);

        choice.Take(new KeptChoice("p", "gone", json));

        Assert.Equal(EnginePreset.Balanced, choice.PresetName);
        Assert.Equal(20, choice.Iterations);
    }

    public sealed record PresetOptions : EngineOptions
    {
        [Range(1, 100)]
        [Display(Name = "Iterations")]
        public int Iterations { get; init; } = 20;
    }

    private sealed class PresetEngine : RestorationEngine<PresetOptions>
    {
        public override EngineDescriptor Descriptor { get; } =
            new("p", "P", "", "", typeof(PresetOptions), [], ["s"], 0)
            {
                Presets =
                [
                    new EnginePreset(EnginePreset.Faithful, "", new PresetOptions { Iterations = 50 }),
                    new EnginePreset(EnginePreset.Balanced, "", new PresetOptions()),
                ],
            };

        protected override IEnumerable<RestorationStep> Restore(
            RestorationInput input,
            PresetOptions options,
            EngineContext context,
            CancellationToken cancellationToken
        ) => [];
    }
}
