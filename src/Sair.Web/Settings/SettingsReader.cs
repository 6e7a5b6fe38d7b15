using System.ComponentModel.DataAnnotations;
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
        var settings = new HostSettings(
            Bind<DataOptions>(configuration, "Data", mistakes),
            Bind<WorkerOptions>(configuration, "Worker", mistakes),
            Bind<ModelsOptions>(configuration, "Models", mistakes));
        Check(settings.Worker.Limits, "Worker:Limits", mistakes);
        return mistakes.Count == 0 ? settings : throw new SettingsException(mistakes);
    }

    private static T Bind<T>(IConfiguration configuration, string section, List<string> mistakes)
        where T : class, new()
    {
        try
        {
            var options = configuration.GetSection(section).Get<T>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new T();
            Check(options, section, mistakes);
            return options;
        }
        catch (InvalidOperationException exception)
        {
            mistakes.Add($"Section {section} of the settings: {exception.Message}");
            return new T();
        }
    }

    private static void Check(object options, string section, List<string> mistakes)
    {
        var failures = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), failures, validateAllProperties: true);
        mistakes.AddRange(failures.Select(failure => $"Setting {section}:{string.Join(", ", failure.MemberNames)}: {failure.ErrorMessage}"));
    }
}
