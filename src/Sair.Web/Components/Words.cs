using System.Globalization;

namespace Sair.Web.Components;

/// <summary>Numbers and times as people say them.</summary>
public static class Words
{
    /// <summary>How long something still takes, rounded so that it does not flicker.</summary>
    public static string TimeLeft(TimeSpan left) => left.TotalSeconds switch
    {
        < 5 => "a few seconds left",
        < 55 => $"about {5 * Math.Ceiling(left.TotalSeconds / 5):0} seconds left",
        < 90 => "about a minute left",
        < 3600 => $"about {Math.Round(left.TotalMinutes):0} minutes left",
        _ => $"about {Math.Round(left.TotalHours, 1).ToString(CultureInfo.InvariantCulture)} hours left",
    };

    /// <summary>How long something took.</summary>
    public static string Duration(TimeSpan duration) => duration.TotalSeconds switch
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
    public static string Size(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} bytes",
        < 1024 * 1024 => $"{bytes / 1024.0:0} KB",
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.0} MB"),
    };
}
