using Sair.Data.Photos;

namespace Sair.Application.Photos;

/// <summary>A photo that was taken in.</summary>
/// <param name="Photo">The stored photo with its faces, largest first.</param>
/// <param name="Notice">What the user should know; null where there is one usable face.</param>
public sealed record PhotoIntakeResult(Photo Photo, PhotoNotice? Notice);
