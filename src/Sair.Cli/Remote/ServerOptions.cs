using System.CommandLine;
using System.CommandLine.Parsing;
using Sair.CommandLine;
using Sair.Engine;

namespace Sair.Cli.Remote;

/// <summary>The options that let a site do the work.</summary>
internal sealed class ServerOptions
{
    private readonly Option<string> _server = new("--server")
    {
        Description = "Let this site do the work instead of this machine.",
        HelpName = "URL",
    };
    private readonly Option<string> _key = new("--key")
    {
        Description =
            $"A key of the site's account page. Default: {CommandServices.KeyVariable} of the environment, which other users of "
            + $"this machine cannot see.",
        HelpName = "KEY",
    };

    /// <summary>Makes the options.</summary>
    public ServerOptions() =>
        _server.Validate(text =>
            Parse(text) is null ? $"--server takes the address of a site, for example http://127.0.0.1:5080, not “{text}”." : null
        );

    /// <summary>Gets the options.</summary>
    public IEnumerable<Option> Options => [_server, _key];

    /// <summary>Gets a value indicating whether a site shall do the work.</summary>
    /// <param name="find">Finds what was given for an option.</param>
    public bool IsGiven(Func<Option, OptionResult?> find) => find(_server) is not null;

    /// <summary>Reads where to go, and warns where the way there is open to others.</summary>
    /// <returns>Null where this machine shall do the work.</returns>
    /// <exception cref="InvalidOptionsException">There is no key.</exception>
    public ServerAccess? Read(ParseResult parsed, CommandServices services)
    {
        if (Parse(parsed.GetValue(_server)) is not { } address)
        {
            return null;
        }

        if ((parsed.GetValue(_key) ?? services.ServerKey) is not { Length: > 0 } key)
        {
            throw new InvalidOptionsException(
                $"The site needs a key: make one on its account page and give it in {CommandServices.KeyVariable} or with --key."
            );
        }

        if (address is { Scheme: "http", IsLoopback: false })
        {
            services.Warn($"Photos and key travel unencrypted to {address.Host}: use https unless the network is yours alone.");
        }

        return new ServerAccess(address, key);
    }

    private static Uri? Parse(string? text) =>
        Uri.TryCreate(text?.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;
}

/// <summary>A site and what opens it.</summary>
/// <param name="Address">Where the site answers; ends with a slash.</param>
/// <param name="Key">A key of its account page.</param>
internal sealed record ServerAccess(Uri Address, string Key);
