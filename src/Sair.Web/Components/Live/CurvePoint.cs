namespace Sair.Web.Components.Live;

/// <summary>The terms of one iteration as the chart draws them.</summary>
public sealed record CurvePoint(int Index, IReadOnlyList<CurveValue> Terms);

/// <summary>One term at one iteration.</summary>
public readonly record struct CurveValue(string Name, string Label, double Value);
