namespace Sair.Data.Galleries;

/// <summary>A link under which a gallery can be seen without an account.</summary>
public sealed class ShareLink
{
    /// <summary>Gets the id, which visitors never learn.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Gets the id of the gallery.</summary>
    public required Guid GalleryId { get; init; }

    /// <summary>Gets the gallery; null unless it was loaded too.</summary>
    public Gallery? Gallery { get; init; }

    /// <summary>Gets the 256 random bits of the address, base64url.</summary>
    public required string Token { get; init; }

    /// <summary>Gets the salted hash of the password; null where none is needed.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Gets when the link stops working, UTC; null for never.</summary>
    public DateTime? ExpiresUtc { get; init; }

    /// <summary>Gets or sets when the link was revoked, UTC; null while it works.</summary>
    public DateTime? RevokedUtc { get; set; }

    /// <summary>Gets or sets how often the gallery was looked at through it.</summary>
    public int Views { get; set; }

    /// <summary>Gets when it was made, UTC.</summary>
    public required DateTime CreatedUtc { get; init; }
}
