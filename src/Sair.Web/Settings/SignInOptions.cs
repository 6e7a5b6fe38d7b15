using System.ComponentModel.DataAnnotations;

namespace Sair.Web.Settings;

/// <summary>Who may use the site.</summary>
public sealed record SignInOptions
{
    /// <summary>Whether people sign in; null decides by the address: on this machine alone nobody needs to, elsewhere everybody does.</summary>
    [Display(Name = "Sign-in required")]
    public bool? Required { get; init; }

    /// <summary>The shortest password in characters.</summary>
    [Range(8, 128)]
    [Display(Name = "Shortest password")]
    public int ShortestPassword { get; init; } = 10;

    /// <summary>How many sign-ins and share passwords one address may try in a minute.</summary>
    [Range(1, 1000)]
    [Display(Name = "Attempts per minute")]
    public int AttemptsPerMinute { get; init; } = 10;

    /// <summary>How long a sign-in lasts without use, in days.</summary>
    [Range(1, 400)]
    [Display(Name = "Days signed in")]
    public int Days { get; init; } = 30;
}
