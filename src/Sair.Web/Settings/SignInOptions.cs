using System.ComponentModel.DataAnnotations;

namespace Sair.Web.Settings;

/// <summary>Who may use the site.</summary>
public sealed record SignInOptions
{
    /// <summary>Whether people sign in; null decides by who can reach the site: on this machine alone nobody needs to, elsewhere everybody does.</summary>
    [Display(Name = "Sign-in required")]
    public bool? Required { get; init; }

    /// <summary>The shortest password in characters.</summary>
    [Range(8, 128)]
    [Display(Name = "Shortest password")]
    public int ShortestPassword { get; init; } = 10;

    /// <summary>How often one network address may try in a minute to sign in, and as often to open shared galleries; for one name or gallery it is far less.</summary>
    [Range(1, 1000)]
    [Display(Name = "Attempts per minute")]
    public int AttemptsPerMinute { get; init; } = 30;

    /// <summary>How long a sign-in lasts without use, in days.</summary>
    [Range(1, 400)]
    [Display(Name = "Days signed in")]
    public int Days { get; init; } = 30;
}
