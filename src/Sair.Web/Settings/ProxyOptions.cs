using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Sair.Web.Settings;

/// <summary>Which proxies stand before the site.</summary>
public sealed record ProxyOptions : IValidatableObject
{
    /// <summary>
    /// Addresses and networks of proxies, with <c>;</c> between, whose word on where a request comes from is taken; null where
    /// there are none.
    /// </summary>
    [Display(Name = "Known proxies")]
    public string? KnownProxies { get; init; }

    /// <summary>Whether any proxy is named.</summary>
    public bool HasAny => Names.Length > 0;

    /// <summary>The single addresses.</summary>
    public IEnumerable<IPAddress> Addresses => Names.Where(name => IPAddress.TryParse(name, out _)).Select(IPAddress.Parse);

    /// <summary>The networks.</summary>
    public IEnumerable<IPNetwork> Networks => Names.Where(name => !IPAddress.TryParse(name, out _)).Select(name => IPNetwork.Parse(name));

    private string[] Names => (KnownProxies ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var name in Names)
        {
            if (IPAddress.TryParse(name, out _))
            {
                continue;
            }

            if (!IPNetwork.TryParse(name, out var network))
            {
                yield return new ValidationResult(
                    $"“{name}” is neither an address nor a network: name proxies as 127.0.0.1 or 10.0.0.0/8, with ; between them.",
                    [nameof(KnownProxies)]
                );
            }
            else if (network.PrefixLength == 0)
            {
                yield return new ValidationResult(
                    $"{name} would let everybody say where they come from: name the proxies alone.",
                    [nameof(KnownProxies)]
                );
            }
        }
    }
}
