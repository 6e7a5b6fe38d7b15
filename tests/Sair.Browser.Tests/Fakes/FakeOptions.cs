using System.ComponentModel.DataAnnotations;
using Sair.Engine.Engines;

namespace Sair.Browser.Tests.Fakes;

/// <summary>Options of the <see cref="FakeEngine"/>.</summary>
public sealed record FakeOptions : EngineOptions
{
    [Range(1, 1000)]
    [Display(Name = "Iterations", Description = "How long the search goes on.", Order = 1)]
    public int Iterations { get; init; } = 40;
}
