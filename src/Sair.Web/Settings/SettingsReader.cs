using System.ComponentModel.DataAnnotations;
using Sair.Application.Models;
using Sair.Data;
using Sair.Worker;

namespace Sair.Web.Settings;

/// <summary>Reads and checks the settings once, before anything is built from them.</summary>
public static class SettingsReader
{
    private static readonly Dictionary<string, Type> s_sections = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Data"] = typeof(DataOptions),
        ["Worker"] = typeof(WorkerOptions),
        ["Models"] = typeof(ModelsOptions),
        ["SignIn"] = typeof(SignInOptions),
        ["Retention"] = typeof(RetentionOptions),
        ["Proxy"] = typeof(ProxyOptions),
    };

    /// <summary>Leaves out of a command line what nobody reads of it.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="mistakes">Gets one sentence for each word that is left out.</param>
    public static string[] ReadWords(IReadOnlyList<string> words, List<string> mistakes) =>
        KnownSettings.RefuseUnreadWords(words, s_sections.Keys, mistakes);

    /// <param name="configuration">All settings.</param>
    /// <param name="found">What is wrong already.</param>
    /// <exception cref="SettingsException">At least one setting is unknown, unreadable or out of range.</exception>
    public static HostSettings Read(IConfiguration configuration, IReadOnlyList<string>? found = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        List<string> mistakes = [.. found ?? []];
        KnownSettings.RefuseUnknownSections(configuration, s_sections, mistakes);
        CheckLogging(configuration.GetSection("Logging"), mistakes);
        KnownSettings.RefuseUnknownLimits(configuration.GetSection("Kestrel"), mistakes);
        mistakes.AddRange(Listening.Mistakes(configuration));
        var signIn = Bind<SignInOptions>(configuration, mistakes);
        var proxy = Bind<ProxyOptions>(configuration, mistakes);
        var others = Listening.WhyOthers(configuration, proxy);
        var settings = new HostSettings(
            Bind<DataOptions>(configuration, mistakes),
            Bind<WorkerOptions>(configuration, mistakes),
            Bind<ModelsOptions>(configuration, mistakes),
            signIn,
            Bind<RetentionOptions>(configuration, mistakes),
            proxy,
            Listening.Names(configuration),
            IsSingleUser: others is null && signIn.Required != true
        );
        if (signIn.Required == false && others is not null)
        {
            mistakes.Add($"Setting SignIn:Required is false, but {others}: keep the site on this machine alone, or let people sign in.");
        }

        // The framework would then believe whoever sends such headers.
        if (string.Equals(configuration["ForwardedHeaders_Enabled"], "true", StringComparison.OrdinalIgnoreCase))
        {
            mistakes.Add(
                "Setting ForwardedHeaders_Enabled would let everybody say where they come from: leave it out, and name the proxy in "
                    + "Proxy:KnownProxies."
            );
        }

        Check(settings.Worker.Limits, "Worker:Limits", mistakes);
        return mistakes.Count == 0 ? settings : throw new SettingsException(mistakes);
    }

    private static T Bind<T>(IConfiguration configuration, List<string> mistakes)
        where T : class, new()
    {
        var section = configuration.GetSection(s_sections.Single(pair => pair.Value == typeof(T)).Key);

        // Mistakes of one key must not hide those of another, which the framework's binder does: it ends at the first value that it
        // cannot read.
        var usable = KnownSettings.Read(section, typeof(T), mistakes);
        var options = new ConfigurationBuilder().AddInMemoryCollection(usable).Build().Get<T>() ?? new T();
        Check(options, section.Path, mistakes);
        return options;
    }

    // The framework says which words it knows in an exception of its own, and after the site was put together.
    private static void CheckLogging(IConfigurationSection section, List<string> mistakes)
    {
        foreach (var child in section.GetChildren())
        {
            if (!child.Key.Equals("LogLevel", StringComparison.OrdinalIgnoreCase))
            {
                CheckLogging(child, mistakes);
                continue;
            }

            mistakes.AddRange(
                child
                    .GetChildren()
                    .Where(level =>
                        !string.IsNullOrEmpty(level.Value)
                        && (!Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out var known) || !Enum.IsDefined(known))
                    )
                    .Select(level =>
                        $"Setting {level.Path} is “{level.Value}”, but takes {string.Join(", ", Enum.GetNames<LogLevel>()[..^1])} or "
                        + $"{nameof(LogLevel.None)}."
                    )
            );
        }
    }

    private static void Check(object options, string section, List<string> mistakes)
    {
        var failures = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), failures, validateAllProperties: true);
        mistakes.AddRange(
            failures.Select(failure => $"Setting {section}:{string.Join(", ", failure.MemberNames)}: {failure.ErrorMessage}")
        );
    }
}

/// <summary>The settings cannot be used.</summary>
/// <param name="mistakes">One sentence for each mistake.</param>
public sealed class SettingsException(IReadOnlyList<string> mistakes) : Exception(string.Join(Environment.NewLine, mistakes))
{
    public IReadOnlyList<string> Mistakes { get; } = mistakes;
}
