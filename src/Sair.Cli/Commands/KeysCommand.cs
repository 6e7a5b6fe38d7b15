using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sair.CommandLine;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Engine;

namespace Sair.Cli.Commands;

/// <summary><c>sair keys create|list|revoke</c>: what the account page does, for whoever runs the site.</summary>
internal sealed class KeysCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "What the key is for." };
    private readonly Argument<string> _id = new("ID") { Description = "The key's id, or its beginning, as sair keys list prints it." };
    private readonly Option<string> _user = new("--user")
    {
        Description = "Whose keys; needed for a new one where several people sign in.",
        HelpName = "NAME",
    };
    private readonly Option<string> _data = new("--data")
    {
        Description = "The data directory of the site.",
        HelpName = "DIR",
        DefaultValueFactory = _ => new DataOptions().Directory,
    };

    private readonly CommandServices _services;

    private KeysCommand(CommandServices services) => _services = services;

    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services) => new KeysCommand(services).Build();

    private Command Build()
    {
        var create = new Command("create", "Makes a key and prints it, this once and never again.") { _name, _user, _data };
        create.SetAction(
            (parsed, cancellationToken) =>
                WithDataAsync(parsed, (data, owners) => CreateAsync(parsed, data, owners, cancellationToken), cancellationToken)
        );
        var list = new Command("list", "Lists the keys, newest first: id, name, whose it is, when it was made and last used.")
        {
            _user,
            _data,
        };
        list.SetAction(
            (parsed, cancellationToken) =>
                WithDataAsync(parsed, (data, owners) => ListAsync(data, owners, cancellationToken), cancellationToken)
        );
        var revoke = new Command("revoke", "Revokes a key; it stops working at once.") { _id, _user, _data };
        revoke.SetAction(
            (parsed, cancellationToken) =>
                WithDataAsync(parsed, (data, owners) => RevokeAsync(parsed, data, owners, cancellationToken), cancellationToken)
        );
        return new Command("keys", "Manages the keys with which programs use the site; the site may run meanwhile.")
        {
            create,
            list,
            revoke,
        };
    }

    private async Task<int> CreateAsync(
        ParseResult parsed,
        IServiceProvider data,
        IReadOnlyList<Owner> owners,
        CancellationToken cancellationToken
    )
    {
        if (owners.Count > 1)
        {
            throw new InvalidOptionsException(
                $"Several people sign in here: say whose key it shall be with --user, one of {Names(owners)}."
            );
        }

        var key = await data.GetRequiredService<ApiKeyStore>().CreateAsync(owners[0].Id, parsed.GetValue(_name)!, cancellationToken);
        await _services.Output.WriteLineAsync(key);
        await _services.Error.WriteLineAsync(
            $"Keep it where only you can read it: it is not shown again, and whoever has it can do what {owners[0].Name} can do."
        );
        return ExitCode.Success;
    }

    private async Task<int> ListAsync(IServiceProvider data, IReadOnlyList<Owner> owners, CancellationToken cancellationToken)
    {
        foreach (var (key, owner) in await ReadAsync(data, owners, cancellationToken))
        {
            await _services.Output.WriteLineAsync(
                $"{key.Id}  {key.Name}  ({owner}, made {Day(key.CreatedUtc)}, "
                    + $"{(key.UsedUtc is { } used ? $"last used {Day(used)}" : "never used")})"
            );
        }

        return ExitCode.Success;
    }

    private async Task<int> RevokeAsync(
        ParseResult parsed,
        IServiceProvider data,
        IReadOnlyList<Owner> owners,
        CancellationToken cancellationToken
    )
    {
        var id = parsed.GetValue(_id)!;
        var found = (await ReadAsync(data, owners, cancellationToken))
            .Where(pair => pair.Key.Id.ToString().StartsWith(id, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (found.Count != 1)
        {
            throw new InvalidOptionsException(
                found.Count == 0
                    ? $"There is no key {id}; to see all there are: sair keys list"
                    : $"{found.Count} keys begin with {id}: give more of the id."
            );
        }

        var (key, owner) = found[0];
        await data.GetRequiredService<ApiKeyStore>().RevokeAsync(key.OwnerId, key.Id, cancellationToken);
        await _services.Output.WriteLineAsync($"The key {key.Name} of {owner} does not work any more.");
        return ExitCode.Success;
    }

    private static async Task<IReadOnlyList<(ApiKey Key, string Owner)>> ReadAsync(
        IServiceProvider data,
        IReadOnlyList<Owner> owners,
        CancellationToken cancellationToken
    )
    {
        var keys = new List<(ApiKey Key, string Owner)>();
        foreach (var owner in owners)
        {
            keys.AddRange(
                (await data.GetRequiredService<ApiKeyStore>().ListAsync(owner.Id, cancellationToken)).Select(key => (key, owner.Name))
            );
        }

        return [.. keys.OrderByDescending(pair => pair.Key.Id)];
    }

    private async Task<int> WithDataAsync(
        ParseResult parsed,
        Func<IServiceProvider, IReadOnlyList<Owner>, Task<int>> work,
        CancellationToken cancellationToken
    )
    {
        var options = new DataOptions { Directory = parsed.GetValue(_data)! };
        if (!File.Exists(options.DatabasePath))
        {
            throw new InvalidOptionsException(
                $"There is no database at {Path.GetFullPath(options.DatabasePath)}: name the site's data directory with --data."
            );
        }

        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(_services.Time);
        services.AddSairData(options);
        await using var data = services.BuildServiceProvider();
        return await work(data, await FindOwnersAsync(data, parsed.GetValue(_user), cancellationToken));
    }

    // Where nobody signs in everything is of the one user of the machine.
    private static async Task<IReadOnlyList<Owner>> FindOwnersAsync(ServiceProvider data, string? name, CancellationToken cancellationToken)
    {
        await using var context = await data.GetRequiredService<IDbContextFactory<SairDbContext>>().CreateDbContextAsync(cancellationToken);
        var version = await DatabaseVersions.ReadAsync(context, cancellationToken);
        if (version != DatabaseVersion.Current)
        {
            throw new InvalidOptionsException(
                version == DatabaseVersion.Earlier
                    ? "The database is of an earlier version: start the site once, which brings it up to date, then try again."
                    : "The database is of another version: use the sair that came with the site."
            );
        }

        var users = await context
            .Users.OrderBy(user => user.CreatedUtc)
            .Select(user => new Owner(user.Id, user.Name))
            .ToListAsync(cancellationToken);
        if (name is null)
        {
            return users.Count > 0 ? users : [new Owner(Owners.Local, "the user of this machine")];
        }

        return users.FirstOrDefault(user => user.Name.Equals(GivenName.Clean(name), StringComparison.OrdinalIgnoreCase)) is { } found
            ? [found]
            : throw new InvalidOptionsException(
                users.Count > 0
                    ? $"There is no user “{name}”: there are {Names(users)}."
                    : "Nobody signs in on this site: leave --user out."
            );
    }

    private static string Names(IEnumerable<Owner> owners) => string.Join(", ", owners.Select(owner => owner.Name));

    private static string Day(DateTime moment) => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record Owner(Guid Id, string Name);
}
