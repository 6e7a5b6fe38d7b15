using System.Globalization;

namespace Sair.Web.Components;

/// <summary>Numbers and times as people say them.</summary>
public static class Words
{
    /// <summary>How long something still takes, rounded so that it does not flicker.</summary>
    public static string TimeLeft(TimeSpan left) => $"{About(left)} left";

    /// <summary>How long something will take, roughly.</summary>
    public static string About(TimeSpan duration) =>
        duration.TotalSeconds switch
        {
            < 5 => "a few seconds",
            < 55 => $"about {5 * Math.Ceiling(duration.TotalSeconds / 5):0} seconds",
            < 90 => "about a minute",
            < 3600 => $"about {Math.Round(duration.TotalMinutes):0} minutes",
            _ => $"about {Math.Round(duration.TotalHours, 1).ToString(CultureInfo.InvariantCulture)} hours",
        };

    /// <summary>How long something took.</summary>
    public static string Duration(TimeSpan duration) =>
        duration.TotalSeconds switch
        {
            < 10 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s"),
            < 60 => $"{duration.TotalSeconds:0} s",
            < 3600 => $"{(int)duration.TotalMinutes} min {duration.Seconds} s",
            _ => $"{(int)duration.TotalHours} h {duration.Minutes} min",
        };

    /// <summary>A count with its noun.</summary>
    public static string Count(int count, string singular, string? plural = null) =>
        count == 1 ? $"1 {singular}" : $"{count} {plural ?? singular + "s"}";

    /// <summary>A size of bytes.</summary>
    public static string Size(long bytes) =>
        bytes switch
        {
            < 1024 => $"{bytes} bytes",
            < 1024 * 1024 => $"{bytes / 1024.0:0} KB",
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.0} MB"),
        };
}
