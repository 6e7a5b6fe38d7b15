namespace Sair.Engine.Engines.Sair;

/// <summary>Expression that a restoration aims at.</summary>
public enum Emotion
{
    /// <summary>No expression is asked for.</summary>
    None,

    /// <summary>The expression of the degraded face, where it is fine enough to tell.</summary>
    Auto,

    /// <summary>Neutral.</summary>
    Neutral,

    /// <summary>Happiness.</summary>
    Happy,

    /// <summary>Sadness.</summary>
    Sad,

    /// <summary>Anger.</summary>
    Angry,

    /// <summary>Fear.</summary>
    Fear,

    /// <summary>Disgust.</summary>
    Disgust,

    /// <summary>Surprise.</summary>
    Surprise,
}
