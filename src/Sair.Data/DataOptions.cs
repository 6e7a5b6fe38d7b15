using System.ComponentModel.DataAnnotations;

namespace Sair.Data;

/// <summary>Where everything that must survive a restart lies.</summary>
public sealed record DataOptions
{
    /// <summary>Gets the directory of the database and the blobs; default <c>data</c> under the working directory.</summary>
    [Required]
    [Display(Name = "Data directory", Description = "Holds the database and the pictures.")]
    public string Directory { get; init; } = "data";

    /// <summary>Gets the path of the database file.</summary>
    public string DatabasePath => Path.Combine(Path.GetFullPath(Directory), "sair.db");

    /// <summary>Gets the directory of the blob files.</summary>
    public string BlobDirectory => Path.Combine(Path.GetFullPath(Directory), "blobs");

    /// <summary>Gets the directory of the keys that protect cookies and personal models.</summary>
    public string KeyDirectory => Path.Combine(Path.GetFullPath(Directory), "keys");
}
