namespace Sair.Engine.Engines.Sair;

/// <summary>The presets of <see cref="SairEngine"/>.</summary>
internal static class SairPresets
{
    /// <summary>Gets the presets, the default one in the middle.</summary>
    public static IReadOnlyList<EnginePreset> All { get; } =
    [
        new(
            EnginePreset.Faithful,
            "Keeps everything that the photo shows, with its faults, and changes no expression.",
            new SairOptions { PhotoShare = 1, EmotionStrength = 0, IdentityWeight = 0.8, ResolutionLadder = false }),
        new(EnginePreset.Balanced, "Follows the photo and looks like a good photograph: the usual choice.", new SairOptions()),
        new(
            EnginePreset.Polished,
            "Looks cleanest; where the photo is rough, more comes from the face model.",
            new SairOptions { PhotoShare = 0.35 }),
    ];
}
