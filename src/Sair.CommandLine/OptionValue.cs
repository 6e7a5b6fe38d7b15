using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sair.CommandLine;

/// <summary>One annotated property as a command line value.</summary>
internal sealed partial class OptionValue
{
    private readonly PropertyInfo _property;
    private readonly DisplayAttribute _display;
    private readonly RangeAttribute? _range;
    private readonly Type _type;

    /// <summary>Wraps a property that carries <see cref="DisplayAttribute"/>.</summary>
    public OptionValue(PropertyInfo property)
    {
        _property = property;
        _display = property.GetCustomAttribute<DisplayAttribute>()!;
        _range = property.GetCustomAttribute<RangeAttribute>();
        _type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
    }

    /// <summary>Gets the flag: <c>WarmUpShare</c> becomes <c>--warm-up-share</c>.</summary>
    public string Flag => $"--{WordStart().Replace(_property.Name, "-$1").ToLowerInvariant().TrimStart('-')}";

    /// <summary>Gets the name in the options that a site takes: <c>WarmUpShare</c> becomes <c>warmUpShare</c>.</summary>
    public string JsonName => JsonNamingPolicy.CamelCase.ConvertName(_property.Name);

    /// <summary>Gets what the help says.</summary>
    public string Description => _display.GetDescription() ?? _display.GetName() ?? _property.Name;

    /// <summary>Gets a value indicating whether the flag may stand alone.</summary>
    public bool IsSwitch => _type == typeof(bool);

    /// <summary>Gets the form of the value for the help, for example <c>1–2000</c> or <c>auto|happy</c>.</summary>
    public string Form => _type switch
    {
        { IsEnum: true } => string.Join('|', Enum.GetNames(_type).Select(Lower)),
        _ when IsSwitch => "true|false",
        _ when _range is not null => string.Create(CultureInfo.InvariantCulture, $"{_range.Minimum}–{_range.Maximum}"),
        _ => "VALUE",
    };

    /// <summary>Says why a text cannot be used, or null when it can.</summary>
    public string? Refuse(string text)
    {
        try
        {
            var value = Parse(text);
            return _range is null || _range.IsValid(value) ? null : Sentence(text);
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or ArgumentException)
        {
            return Sentence(text);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="FormatException">The text is no value of the property's type.</exception>
    public object? Parse(string text) => _type switch
    {
        { IsEnum: true } => Enum.GetNames(_type).FirstOrDefault(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse(_type, name)
            : throw new FormatException(Sentence(text)),
        _ => Convert.ChangeType(text, _type, CultureInfo.InvariantCulture),
    };

    /// <summary>Writes the value that an options record holds; empty where it holds none.</summary>
    public string Write(object options) => _property.GetValue(options) switch
    {
        null => string.Empty,
        Enum value => Lower(value.ToString()),
        bool value => value ? "true" : "false",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private string Sentence(string text) => $"{Flag} takes {Expectation()}, not “{text}”.";

    private string Expectation() => _type switch
    {
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(_type).Select(Lower))}",
        _ when IsSwitch => "true or false",
        _ when _range is not null => string.Create(CultureInfo.InvariantCulture, $"a {Kind()} from {_range.Minimum} to {_range.Maximum}"),
        _ => $"a {Kind()}",
    };

    private string Kind() => _type == typeof(int) || _type == typeof(long) ? "whole number" : _type == typeof(string) ? "text" : "number";

    private static string Lower(string name) => name.ToLowerInvariant();

    [GeneratedRegex("([A-Z])")]
    private static partial Regex WordStart();
}
