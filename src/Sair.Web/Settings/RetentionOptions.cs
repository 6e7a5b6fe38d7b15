using System.ComponentModel.DataAnnotations;

namespace Sair.Web.Settings;

/// <summary>How long things are kept.</summary>
public sealed record RetentionOptions
{
    /// <summary>How long a deletion can be undone, in minutes.</summary>
    [Range(1, 43_200)]
    [Display(Name = "Minutes to undo")]
    public int UndoMinutes { get; init; } = 10;
}
