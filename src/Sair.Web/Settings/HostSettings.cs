using System.ComponentModel.DataAnnotations;
using Sair.Application.Models;
using Sair.Data;
using Sair.Worker;

namespace Sair.Web.Settings;

/// <summary>What appsettings.json, environment variables and the command line say together.</summary>
/// <param name="Data">Section <c>Data</c>.</param>
/// <param name="Worker">Section <c>Worker</c>.</param>
/// <param name="Models">Section <c>Models</c>.</param>
/// <param name="SignIn">Section <c>SignIn</c>.</param>
/// <param name="Retention">Section <c>Retention</c>.</param>
/// <param name="Proxy">Section <c>Proxy</c>.</param>
/// <param name="Names">The host names that are answered.</param>
/// <param name="IsSingleUser">Whether the site is for whoever sits at this machine, who need not sign in.</param>
public sealed record HostSettings(
    DataOptions Data,
    WorkerOptions Worker,
    ModelsOptions Models,
    SignInOptions SignIn,
    RetentionOptions Retention,
    ProxyOptions Proxy,
    IReadOnlyList<string> Names,
    bool IsSingleUser
);

/// <summary>How long things are kept.</summary>
public sealed record RetentionOptions
{
    /// <summary>How long a deletion can be undone, in minutes.</summary>
    [Range(1, 43_200)]
    [Display(Name = "Minutes to undo")]
    public int UndoMinutes { get; init; } = 10;
}

/// <summary>Who may use the site.</summary>
public sealed record SignInOptions
{
    /// <summary>
    /// Whether people sign in; null decides by who can reach the site: on this machine alone nobody needs to, elsewhere everybody
    /// does.
    /// </summary>
    [Display(Name = "Sign-in required")]
    public bool? Required { get; init; }

    /// <summary>The shortest password in characters.</summary>
    [Range(8, 128)]
    [Display(Name = "Shortest password")]
    public int ShortestPassword { get; init; } = 10;

    /// <summary>
    /// How often one network address may try in a minute to sign in, and as often to open shared galleries; for one name or gallery
    /// it is far less.
    /// </summary>
    [Range(1, 1000)]
    [Display(Name = "Attempts per minute")]
    public int AttemptsPerMinute { get; init; } = 30;

    /// <summary>How long a sign-in lasts without use, in days.</summary>
    [Range(1, 400)]
    [Display(Name = "Days signed in")]
    public int Days { get; init; } = 30;
}
