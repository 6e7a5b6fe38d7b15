namespace Sair.Web.Components.Results;

/// <summary>One of several pictures that are zoomed together.</summary>
/// <param name="Label">What it shows.</param>
/// <param name="Source">Its address.</param>
public sealed record ZoomPane(string Label, string Source);
