using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Sair.Engine;
using Sair.Engine.Engines;

namespace Sair.CommandLine;

/// <summary>Command line flags made from the option records of engines: name, help and range come from the record's annotations.</summary>
public sealed class EngineOptionFlags
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly Dictionary<string, (Option<string> Option, OptionValue Value)> _flags = [];

    /// <summary>Makes the flags of all engines; two engines that share a property share the flag.</summary>
    /// <param name="engines">The engines.</param>
    /// <param name="except">Names of properties that get no flag.</param>
    public EngineOptionFlags(IReadOnlyList<IRestorationEngine> engines, params IReadOnlyList<string> except)
    {
        foreach (var engine in engines)
        {
            foreach (var property in PropertiesOf(engine.Descriptor.OptionsType).Where(property => !except.Contains(property.Name)))
            {
                var value = new OptionValue(property);
                _flags.TryAdd(value.Flag, (CreateOption(engine, value), value));
            }
        }
    }

    /// <summary>Gets the flags.</summary>
    public IEnumerable<Option> Options => _flags.Values.Select(flag => flag.Option);

    /// <summary>Builds the options of an engine: its defaults or a preset, overridden by the flags that were given.</summary>
    /// <param name="parsed">What was parsed of the command line.</param>
    /// <param name="descriptor">The engine whose options are read.</param>
    /// <param name="preset">The options to begin with; null for the defaults.</param>
    /// <param name="beside">Another engine that the command runs too: a flag of its own is left to it.</param>
    /// <exception cref="InvalidOptionsException">A flag belongs to no engine that is run or a value is out of range.</exception>
    public EngineOptions Read(
        ParseResult parsed,
        EngineDescriptor descriptor,
        EngineOptions? preset = null,
        EngineDescriptor? beside = null
    )
    {
        // A copy: the flags are written into it.
        var options = preset is null ? (EngineOptions)Activator.CreateInstance(descriptor.OptionsType)! : preset with { };
        var own = PropertiesOf(descriptor.OptionsType).ToDictionary(property => new OptionValue(property).Flag);
        var others = beside is null ? [] : PropertiesOf(beside.OptionsType).Select(property => new OptionValue(property).Flag).ToHashSet();
        foreach (var (flag, (option, _)) in _flags)
        {
            if (parsed.GetResult(option) is not { Implicit: false } given)
            {
                continue;
            }

            if (!own.TryGetValue(flag, out var property))
            {
                if (others.Contains(flag))
                {
                    continue;
                }

                throw new InvalidOptionsException($"{descriptor.DisplayName} has no option {flag}: leave it out or choose another engine.");
            }

            var value = new OptionValue(property);
            property.SetValue(options, value.Parse(TextOf(given)));
        }

        options.Validate();
        return options;
    }

    /// <summary>Reads the flags that were given, for an engine that runs elsewhere and knows its own defaults.</summary>
    public JsonObject ReadGiven(ParseResult parsed)
    {
        var options = new JsonObject();
        foreach (var (option, value) in _flags.Values)
        {
            if (parsed.GetResult(option) is { Implicit: false } given)
            {
                options[value.JsonName] = JsonSerializer.SerializeToNode(value.Parse(TextOf(given)), s_json);
            }
        }

        return options;
    }

    // A switch may stand alone.
    private static string TextOf(OptionResult given) => given.Tokens.Count > 0 ? given.Tokens[0].Value : "true";

    private static IEnumerable<PropertyInfo> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && property.GetCustomAttribute<DisplayAttribute>() is not null)
            .OrderBy(property => property.GetCustomAttribute<DisplayAttribute>()!.GetOrder() ?? 0);

    private static Option<string> CreateOption(IRestorationEngine engine, OptionValue value)
    {
        var fallback = value.Write(Activator.CreateInstance(engine.Descriptor.OptionsType)!);
        var option = new Option<string>(value.Flag)
        {
            Description = fallback.Length > 0 ? $"{value.Description} Default: {fallback}." : value.Description,
            HelpName = value.Form,
            Arity = value.IsSwitch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };
        option.Validate(value.FindError);
        return option;
    }
}

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
    public string Form =>
        _type switch
        {
            { IsEnum: true } => string.Join('|', Enum.GetNames(_type).Select(Lower)),
            _ when IsSwitch => "true|false",
            _ when _range is not null => string.Create(CultureInfo.InvariantCulture, $"{_range.Minimum}–{_range.Maximum}"),
            _ => "VALUE",
        };

    /// <summary>Tells in one sentence why a text is no value of the property; null where it is one.</summary>
    public string? FindError(string text)
    {
        try
        {
            var value = Parse(text);
            return _range is null || _range.IsValid(value) ? null : ErrorMessage(text);
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or ArgumentException)
        {
            return ErrorMessage(text);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="FormatException">The text is no value of the property's type.</exception>
    public object? Parse(string text) =>
        _type switch
        {
            { IsEnum: true } => Enum.GetNames(_type).FirstOrDefault(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
                is { } name
                ? Enum.Parse(_type, name)
                : throw new FormatException(ErrorMessage(text)),
            _ => Convert.ChangeType(text, _type, CultureInfo.InvariantCulture),
        };

    /// <summary>Writes the value that an options record holds; empty where it holds none.</summary>
    public string Write(object options) =>
        _property.GetValue(options) switch
        {
            null => string.Empty,
            Enum value => Lower(value.ToString()),
            bool value => value ? "true" : "false",
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    private string ErrorMessage(string text) => $"{Flag} takes {Expectation()}, not “{text}”.";

    private string Expectation() =>
        _type switch
        {
            { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(_type).Select(Lower))}",
            _ when IsSwitch => "true or false",
            _ when _range is not null => string.Create(
                CultureInfo.InvariantCulture,
                $"a {Kind()} from {_range.Minimum} to {_range.Maximum}"
            ),
            _ => $"a {Kind()}",
        };

    private string Kind() =>
        _type == typeof(int) || _type == typeof(long) ? "whole number"
        : _type == typeof(string) ? "text"
        : "number";

    private static string Lower(string name) => name.ToLowerInvariant();

    [GeneratedRegex("([A-Z])")]
    private static partial Regex WordStart();
}
