using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Quickenshtein;

namespace Sair.Web.Settings;

/// <summary>
/// Tells which keys there are and what their values may be, before anything is bound: a key that nobody reads is a mistake that
/// nobody sees.
/// </summary>
internal static class KnownSettings
{
    // What the framework reads beside the site's own sections.
    private static readonly string[] s_framework =
    [
        "Logging",
        "AllowedHosts",
        "Kestrel",
        "Urls",
        "HTTP_PORTS",
        "HTTPS_PORTS",
        "HTTPS_PORT",
        "ForwardedHeaders_Enabled",
        "Environment",
        "ContentRoot",
        "ApplicationName",
        "WebRoot",
        "DetailedErrors",
        "CaptureStartupErrors",
        "PreventHostingStartup",
        "HostingStartupAssemblies",
        "HostingStartupExcludeAssemblies",
        "StartupAssembly",
        "PreferHostingUrls",
        "SuppressStatusMessages",
        "ShutdownTimeoutSeconds",
        "StaticWebAssets",
        "HostBuilder",
        "Server.Urls",
    ];

    /// <summary>Names every section that nobody reads; the environment is full of words that are not meant for the site.</summary>
    /// <param name="configuration">All settings.</param>
    /// <param name="sections">The site's own sections with what is bound from each.</param>
    /// <param name="mistakes">Gets one sentence each.</param>
    public static void RefuseUnknownSections(
        IConfiguration configuration,
        IReadOnlyDictionary<string, Type> sections,
        List<string> mistakes
    )
    {
        foreach (var key in TopKeys(configuration).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (sections.ContainsKey(key) || s_framework.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            var section = configuration.GetSection(key);
            var path = section.GetChildren().FirstOrDefault()?.Path ?? key;
            var known = Nearest(key, [.. sections.Keys, .. s_framework]);
            mistakes.Add(
                known is null
                    ? $"Setting {path} is unknown: the sections are {string.Join(", ", sections.Keys)}."
                    : $"Setting {path} is unknown: did you mean {known + path[key.Length..]}?"
            );
        }
    }

    /// <summary>Names every word of the command line that the framework passes over.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="sections">The site's own sections.</param>
    /// <param name="mistakes">Gets one sentence each.</param>
    /// <returns>The words without those.</returns>
    public static string[] RefuseUnreadWords(IReadOnlyList<string> words, IEnumerable<string> sections, List<string> mistakes)
    {
        var usable = new List<string>();
        string[] known = [.. sections, .. s_framework];
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            var key =
                word.StartsWith("--", StringComparison.Ordinal) ? word[2..]
                : word.StartsWith('/') ? word[1..]
                : null;
            if (key is null ? word.Contains('=') && !word.StartsWith('-') : key.Contains('='))
            {
                usable.Add(word);
            }
            else if (key is not null && i + 1 < words.Count)
            {
                usable.AddRange([word, words[++i]]);
            }
            else if (key is not null && known.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase))
            {
                mistakes.Add($"{word} lacks its value: write it behind, as in --Urls http://127.0.0.1:5080.");
            }
            else
            {
                var near = Nearest(word.TrimStart('-', '/').Split(':', '=')[0], known);
                mistakes.Add(
                    $"“{word}” is no setting of the site: "
                        + $"{(near is null ? "settings are written" : $"did you mean --{near}? Settings are written")} as in --Urls "
                        + "http://127.0.0.1:5080 or --Worker:Threads 4."
                );
            }
        }

        return [.. usable];
    }

    /// <summary>Names every key of the server's section that is not read, and every limit that the server does not take.</summary>
    /// <param name="server">The section.</param>
    /// <param name="mistakes">Gets one sentence each.</param>
    public static void RefuseUnknownLimits(IConfigurationSection server, List<string> mistakes)
    {
        const string Limits = "Limits";
        string[] known = ["Endpoints", "EndpointDefaults", "Certificates", Limits];
        foreach (var child in server.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            var near = Nearest(child.Key, known);
            mistakes.Add(
                $"Setting {child.Path} is unknown: "
                    + $"{(near is null ? "" : $"did you mean {server.Path}:{near}? ")}{(near is null ? "section" : "Section")} "
                    + $"{server.Path} takes {string.Join(", ", known)}."
            );
        }

        var limits = server.GetSection(Limits);
        foreach (var (key, value) in Read(limits, typeof(KestrelServerLimits), mistakes))
        {
            try
            {
                new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, value)]).Build().Bind(new KestrelServerLimits());
            }
            catch (Exception failure) when (failure.GetBaseException() is ArgumentException)
            {
                mistakes.Add($"Setting {limits.Path}:{key} is “{value}”, which is out of range for the server.");
            }
        }
    }

    /// <summary>Names every key of a section that nobody reads and every value of a wrong type.</summary>
    /// <param name="section">A section.</param>
    /// <param name="type">What is bound from it.</param>
    /// <param name="mistakes">Gets one sentence each.</param>
    /// <returns>What can be bound.</returns>
    public static Dictionary<string, string?> Read(IConfigurationSection section, Type type, List<string> mistakes)
    {
        var usable = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        Read(section, section.Path, type, usable, mistakes);
        return usable;
    }

    private static void Read(
        IConfigurationSection section,
        string root,
        Type type,
        Dictionary<string, string?> usable,
        List<string> mistakes
    )
    {
        var known = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(candidate => candidate.CanWrite && !IsFixed(candidate.PropertyType))
            .ToList();
        if (!string.IsNullOrEmpty(section.Value))
        {
            mistakes.Add(
                $"Setting {section.Path} is a section and takes no value of its own: say {section.Path}:{known[0].Name}, or another "
                    + $"of {Names(known)}."
            );
        }

        foreach (var child in section.GetChildren())
        {
            if (known.Find(candidate => candidate.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is not { } property)
            {
                var near = Nearest(child.Key, [.. known.Select(candidate => candidate.Name)]);
                mistakes.Add(
                    $"Setting {child.Path} is unknown: "
                        + $"{(near is null ? "" : $"did you mean {section.Path}:{near}? ")}{(near is null ? "section" : "Section")} "
                        + $"{section.Path} takes {Names(known)}."
                );
            }
            else if (IsSection(property.PropertyType))
            {
                Read(child, root, property.PropertyType, usable, mistakes);
            }
            else if (child.GetChildren().Any())
            {
                mistakes.Add($"Setting {child.Path} takes {Kind(property)}, and nothing below it.");
            }
            else if (!CanBe(property.PropertyType, child.Value))
            {
                mistakes.Add($"Setting {child.Path} is “{child.Value}”, but takes {Kind(property)}.");
            }
            else
            {
                usable[child.Path[(root.Length + 1)..]] = child.Value;
            }
        }
    }

    private static IEnumerable<string> TopKeys(IConfiguration configuration) =>
        configuration switch
        {
            IConfigurationRoot root => root.Providers.SelectMany(provider =>
                provider switch
                {
                    EnvironmentVariablesConfigurationProvider => [],
                    ChainedConfigurationProvider chained => TopKeys(chained.Configuration),
                    _ => provider.GetChildKeys([], null),
                }
            ),
            _ => [],
        };

    private static string? Nearest(string word, IReadOnlyList<string> known)
    {
        var (near, distance) = known
            .Select(candidate => (candidate, Levenshtein.GetDistance(word.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .MinBy(pair => pair.Item2);
        return distance <= Math.Max(1, near.Length / 3) ? near : null;
    }

    private static bool IsSection(Type type) => type.IsClass && type != typeof(string);

    // Made of what it is given at once, which a section cannot say.
    private static bool IsFixed(Type type) =>
        IsSection(type) && !type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Any(property => property.CanWrite);

    // As the framework would read it; nothing stands for nothing where that may be.
    private static bool CanBe(Type type, string? text)
    {
        var value = Nullable.GetUnderlyingType(type);
        return string.IsNullOrEmpty(text)
            ? value is not null || !type.IsValueType
            : TypeDescriptor.GetConverter(value ?? type).IsValid(text);
    }

    private static string Kind(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var kind =
            type == typeof(bool) ? "true or false"
            : type == typeof(string) ? "a text"
            : type == typeof(double) ? "a number"
            : type == typeof(TimeSpan) ? "a time as 00:00:30"
            : "a whole number";
        return property.GetCustomAttribute<RangeAttribute>() is { } range ? $"{kind} from {range.Minimum} to {range.Maximum}" : kind;
    }

    private static string Names(IEnumerable<PropertyInfo> properties) => string.Join(", ", properties.Select(property => property.Name));
}
