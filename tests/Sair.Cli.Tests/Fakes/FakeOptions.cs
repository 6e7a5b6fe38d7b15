using System.ComponentModel.DataAnnotations;
using Sair.Engine.Engines;

namespace Sair.Cli.Tests.Fakes;

public enum FakeMood
{
    Auto,
    Happiness,
}

public sealed record FakeOptions : EngineOptions
{
    [Range(1, 50)]
    [Display(Name = "Iterations", Description = "How long to search.", Order = 1)]
    public int Iterations { get; init; } = 3;

    [Range(0.0, 2.0)]
    [Display(Name = "Peak rate", Description = "How far a step goes.", Order = 2)]
    public double PeakRate { get; init; } = 0.1;

    [Display(Name = "Mood", Description = "Which expression.", Order = 3)]
    public FakeMood Mood { get; init; }

    [Display(Name = "Fine", Description = "Whether to refine.", Order = 4)]
    public bool Fine { get; init; }

    [Range(2, 64)]
    [Display(Name = "Scale", Description = "Reduction.", Order = 5)]
    public int? Scale { get; init; }
}
