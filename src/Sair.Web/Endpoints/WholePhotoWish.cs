using Microsoft.AspNetCore.Mvc;
using Sair.Engine;
using Sair.Engine.Compositing;

namespace Sair.Web.Endpoints;

/// <summary>How a download shows the whole photo, as its address says it.</summary>
/// <param name="Photo">1, 2 or 4: how many times larger; null for the face alone.</param>
/// <param name="Grain">Whether restored faces take the photo's grain; they do unless this is false.</param>
/// <param name="Colour">Whether faces of a black-and-white photo may have colours; only where this is true.</param>
public sealed record WholePhotoWish(
    [FromQuery(Name = "photo")] int? Photo,
    [FromQuery(Name = "grain")] bool? Grain,
    [FromQuery(Name = "colour")] bool? Colour
)
{
    /// <summary>Gets the options of putting back; null for the face alone.</summary>
    /// <exception cref="InvalidOptionsException">The photo cannot be enlarged like that.</exception>
    public CompositingOptions? ToOptions() =>
        Photo switch
        {
            null => null,
            { } factor when EnlargementLimits.Factors.Contains(factor) => new CompositingOptions
            {
                Enlargement = factor,
                KeepsGrain = Grain != false,
                KeepsTone = Colour != true,
            },
            _ => throw new InvalidOptionsException("The whole photo can be enlarged 1, 2 or 4 times."),
        };
}
