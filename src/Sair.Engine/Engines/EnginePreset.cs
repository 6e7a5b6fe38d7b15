namespace Sair.Engine.Engines;

/// <summary>A named set of an engine's options.</summary>
/// <param name="Name">One of <see cref="Faithful"/>, <see cref="Balanced"/> and <see cref="Polished"/>, or a name of the engine's own.</param>
/// <param name="Description">One sentence for people: what it gives and what it costs.</param>
/// <param name="Options">An instance of the engine's options type.</param>
public sealed record EnginePreset(string Name, string Description, EngineOptions Options)
{
    /// <summary>Keeps to the photo and the references, whatever it looks like.</summary>
    public const string Faithful = "Faithful";

    /// <summary>The engine's defaults.</summary>
    public const string Balanced = "Balanced";

    /// <summary>Looks best; more of it is the model's own idea.</summary>
    public const string Polished = "Polished";
}
