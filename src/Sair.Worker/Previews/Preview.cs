namespace Sair.Worker.Previews;

/// <summary>A picture of a run as it is sent to viewers.</summary>
/// <param name="Index">The iteration that the picture shows; <see cref="InstantIndex"/> before the first one.</param>
/// <param name="Jpeg">The encoded face square.</param>
/// <param name="ETag">Quoted entity tag; equal pictures have equal tags.</param>
public sealed record Preview(int Index, byte[] Jpeg, string ETag)
{
    /// <summary>The index of the instant engine's picture, which no iteration made.</summary>
    public const int InstantIndex = 0;

    /// <summary>Gets a value indicating whether this is the instant engine's picture: it is shown, and never stored.</summary>
    public bool IsInstant => Index == InstantIndex;
}
