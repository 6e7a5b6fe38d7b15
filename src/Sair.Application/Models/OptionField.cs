using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Sair.Application.Models;

/// <summary>One option of an engine as a form shows it.</summary>
/// <param name="Name">Name in JSON.</param>
/// <param name="Label">Name for people.</param>
/// <param name="Description">One sentence, or null.</param>
/// <param name="Group">The group it belongs to, or null for the ones that everybody sees.</param>
/// <param name="Kind">How it is entered.</param>
/// <param name="Minimum">Least number, or null.</param>
/// <param name="Maximum">Greatest number, or null.</param>
/// <param name="Choices">The values of a choice.</param>
/// <param name="IsOptional">Whether empty means that the engine decides.</param>
public sealed record OptionField(
    string Name,
    string Label,
    string? Description,
    string? Group,
    OptionKind Kind,
    double? Minimum,
    double? Maximum,
    IReadOnlyList<string> Choices,
    bool IsOptional
)
{
    /// <summary>Reads the options that carry a display name, in their display order.</summary>
    public static IReadOnlyList<OptionField> Of(Type optionsType)
    {
        ArgumentNullException.ThrowIfNull(optionsType);
        return
        [
            .. optionsType
                .GetProperties()
                .Select(property => (Property: property, Display: property.GetCustomAttribute<DisplayAttribute>()))
                .Where(pair => pair.Display is not null && KindOf(pair.Property) is not null)
                .OrderBy(pair => pair.Display!.GetOrder() ?? 0)
                .Select(pair => Read(pair.Property, pair.Display!)),
        ];
    }

    private static OptionField Read(PropertyInfo property, DisplayAttribute display)
    {
        var range = property.GetCustomAttribute<RangeAttribute>();
        return new OptionField(
            JsonNamingPolicy.CamelCase.ConvertName(property.Name),
            display.GetName() ?? property.Name,
            display.GetDescription(),
            display.GetGroupName(),
            KindOf(property)!.Value,
            Number(range?.Minimum),
            Number(range?.Maximum),
            ChoicesOf(property),
            Nullable.GetUnderlyingType(property.PropertyType) is not null || IsNullableReference(property)
        );
    }

    private static OptionKind? KindOf(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type == typeof(bool) ? OptionKind.Switch
            : type == typeof(int) ? OptionKind.Integer
            : type == typeof(double) || type == typeof(float) ? OptionKind.Number
            : type.IsEnum || property.GetCustomAttribute<AllowedValuesAttribute>() is not null ? OptionKind.Choice
            : null;
    }

    private static List<string> ChoicesOf(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type.IsEnum
            ? [.. Enum.GetNames(type)]
            : [.. property.GetCustomAttribute<AllowedValuesAttribute>()?.Values.OfType<string>() ?? []];
    }

    private static bool IsNullableReference(PropertyInfo property) =>
        !property.PropertyType.IsValueType && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;

    private static double? Number(object? value) => value is null ? null : Convert.ToDouble(value, CultureInfo.InvariantCulture);
}

/// <summary>How an option is entered.</summary>
public enum OptionKind
{
    /// <summary>On or off.</summary>
    Switch,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>One of some words.</summary>
    Choice,
}
