using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Sair.Data;
using Sair.Worker;

namespace Sair.Web.Settings;

/// <summary>Reads and checks the settings once, before anything is built from them.</summary>
public static class SettingsReader
{
    /// <exception cref="SettingsException">At least one setting is unknown, unreadable or out of range.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var mistakes = new List<string>();
        var signIn = Bind<SignInOptions>(configuration.GetSection("SignIn"), mistakes);
        var proxy = Bind<ProxyOptions>(configuration.GetSection("Proxy"), mistakes);
        var others = Listening.WhyOthers(configuration, proxy);
        var settings = new HostSettings(
            Bind<DataOptions>(configuration.GetSection("Data"), mistakes),
            Bind<WorkerOptions>(configuration.GetSection("Worker"), mistakes),
            Bind<ModelsOptions>(configuration.GetSection("Models"), mistakes),
            signIn,
            Bind<RetentionOptions>(configuration.GetSection("Retention"), mistakes),
            proxy,
            Listening.Names(configuration),
            IsSingleUser: others is null && signIn.Required != true);
        if (signIn.Required == false && others is not null)
        {
            mistakes.Add($"Setting SignIn:Required is false, but {others}: keep the site on this machine alone, or let people sign in.");
        }

        // The framework would then believe whoever sends such headers.
        if (string.Equals(configuration["ForwardedHeaders_Enabled"], "true", StringComparison.OrdinalIgnoreCase))
        {
            mistakes.Add("Setting ForwardedHeaders_Enabled would let everybody say where they come from: leave it out, and name the proxy in Proxy:KnownProxies.");
        }

        Check(settings.Worker.Limits, "Worker:Limits", mistakes);
        return mistakes.Count == 0 ? settings : throw new SettingsException(mistakes);
    }

    private static T Bind<T>(IConfigurationSection section, List<string> mistakes)
        where T : class, new()
    {
        RefuseUnknown(section, typeof(T), mistakes);
        try
        {
            var options = section.Get<T>() ?? new T();
            Check(options, section.Path, mistakes);
            return options;
        }
        catch (InvalidOperationException exception)
        {
            mistakes.Add($"Section {section.Path} of the settings: {exception.Message}");
            return new T();
        }
    }

    private static void RefuseUnknown(IConfigurationSection section, Type type, List<string> mistakes)
    {
        foreach (var child in section.GetChildren())
        {
            var property = type.GetProperty(child.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
            if (property?.CanWrite != true)
            {
                var known = type.GetProperties().Where(candidate => candidate.CanWrite).Select(candidate => candidate.Name);
                mistakes.Add($"Setting {child.Path} is unknown: section {section.Path} takes {string.Join(", ", known)}.");
            }
            else if (child.GetChildren().Any())
            {
                RefuseUnknown(child, property.PropertyType, mistakes);
            }
        }
    }

    private static void Check(object options, string section, List<string> mistakes)
    {
        var failures = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), failures, validateAllProperties: true);
        mistakes.AddRange(failures.Select(failure => $"Setting {section}:{string.Join(", ", failure.MemberNames)}: {failure.ErrorMessage}"));
    }
}
