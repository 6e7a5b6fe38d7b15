using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Bunit;
using Sair.Application.Models;
using Sair.Engine.Engines;
using Sair.Web.Components.Engines;

namespace Sair.Web.Tests.Components.Engines;

public sealed class OptionsFormTests : ComponentTests
{
    private static readonly IReadOnlyList<OptionField> s_fields = OptionField.Of(typeof(SampleOptions));

    [Fact]
    public void Of_AnnotatedProperties_AreReadInDisplayOrder() =>
        Assert.Equal(["iterations", "scale", "mood", "ladder", "weight", "seed"], s_fields.Select(field => field.Name));

    [Fact]
    public void Of_RangeAndNullable_GiveLimitsAndAutomatic()
    {
        var scale = s_fields.Single(field => field.Name == "scale");

        Assert.Equal((1, 64, true), (scale.Minimum, scale.Maximum, scale.IsOptional));
    }

    [Fact]
    public void Of_PropertyWithoutDisplay_IsLeftOut() => Assert.DoesNotContain(s_fields, field => field.Name == "hidden");

    [Fact]
    public void Change_Number_IsWrittenIntoTheValues()
    {
        var values = Values();
        var form = Render(values);

        form.Find("#option-iterations").Change("120");

        Assert.Equal(120, values["iterations"]!.GetValue<int>());
    }

    [Fact]
    public void Change_OptionalToEmpty_LeavesItToTheEngine()
    {
        var values = Values();
        values["scale"] = 8;
        var form = Render(values);

        form.Find("#option-scale").Change("");

        Assert.Null(values["scale"]);
    }

    [Fact]
    public void Change_RequiredToNonsense_KeepsTheOldValue()
    {
        var values = Values();
        var form = Render(values);

        form.Find("#option-iterations").Change("many");

        Assert.Equal(400, values["iterations"]!.GetValue<int>());
    }

    [Fact]
    public void Change_Choice_IsWrittenByName()
    {
        var values = Values();
        var form = Render(values);

        form.Find("#option-mood").Change("Happy");

        Assert.Equal("Happy", values["mood"]!.GetValue<string>());
    }

    [Fact]
    public void Render_GroupedOptions_AreFoldedAway() => Assert.NotNull(Render(Values()).Find("details #option-weight"));

    private static JsonObject Values() =>
        new()
        {
            ["iterations"] = 400,
            ["scale"] = null,
            ["mood"] = "Auto",
            ["ladder"] = true,
            ["weight"] = 1.5,
            ["seed"] = 0,
        };

    [Fact]
    public async Task Edit_AnyField_IsTold()
    {
        var told = 0;
        var values = Values();
        var form = Render<OptionsForm>(parameters =>
            parameters.Add(f => f.Fields, s_fields).Add(f => f.Values, values).Add(f => f.OnChanged, () => told++)
        );

        foreach (var input in form.FindAll("input, select").ToList())
        {
            await input.ChangeAsync(new() { Value = input.GetAttribute("type") == "checkbox" ? true : "1" });
        }

        Assert.Equal(s_fields.Count, told);
    }

    private IRenderedComponent<OptionsForm> Render(JsonObject values) =>
        Render<OptionsForm>(parameters => parameters.Add(f => f.Fields, s_fields).Add(f => f.Values, values));

    private enum Mood
    {
        Auto,
        Happy,
    }

    private sealed record SampleOptions : EngineOptions
    {
        [Display(Name = "Ladder", Order = 4)]
        public bool Ladder { get; init; } = true;

        [Range(1, 5000)]
        [Display(Name = "Iterations", Order = 1)]
        public int Iterations { get; init; } = 400;

        [Range(1, 64)]
        [Display(Name = "Scale", Order = 2)]
        public int? Scale { get; init; }

        [Display(Name = "Mood", Order = 3)]
        public Mood Mood { get; init; }

        [Display(Name = "Weight", GroupName = "Objective", Order = 5)]
        public double Weight { get; init; } = 1.5;

        public int Hidden { get; init; }
    }
}
