using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;
using Sair.Data;
using Sair.Data.Accounts;

namespace Sair.Cli.Tests.Commands;

public sealed class KeysCommandTests : IDisposable
{
    private readonly CommandLineFixture _fixture = new();

    private string Data => _fixture.At("data");

    [Fact]
    public async Task CreateListRevoke_SiteRuns_WorksForItAtOnce()
    {
        await using var site = await OpenAsync();

        Assert.Equal(ExitCode.Success, await RunAsync("create", "nightly script"));
        var key = _fixture.Output.Trim();
        Assert.Equal(Owners.Local, await site.GetRequiredService<ApiKeyStore>().FindOwnerAsync(key));
        Assert.Contains("not shown again", _fixture.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, await RunAsync("list"));
        var id = Assert.Single(await site.GetRequiredService<ApiKeyStore>().ListAsync(Owners.Local)).Id;
        Assert.Contains($"{id}  nightly script  (the user of this machine, made ", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains("last used ", _fixture.Output, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Success, await RunAsync("revoke", id.ToString()[..20]));

        Assert.Null(await site.GetRequiredService<ApiKeyStore>().FindOwnerAsync(key));
        Assert.Equal(2, _fixture.Output.Split(key).Length); // printed once
    }

    [Fact]
    public async Task Create_SeveralUsers_WantsToKnowWhose()
    {
        await using var site = await OpenAsync();
        var (olga, stefan) = (await AddAsync(site, "Olga"), await AddAsync(site, "Stefan"));

        Assert.Equal(ExitCode.Failure, await RunAsync("create", "script"));
        Assert.Contains("say whose key it shall be with --user, one of Olga, Stefan.", _fixture.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failure, await RunAsync("create", "script", "--user", "Eve"));
        Assert.Contains("There is no user “Eve”: there are Olga, Stefan.", _fixture.Error, StringComparison.Ordinal);
        Assert.Equal("", _fixture.Output);

        Assert.Equal(ExitCode.Success, await RunAsync("create", "script", "--user", "stefan"));

        Assert.Single(await site.GetRequiredService<ApiKeyStore>().ListAsync(stefan));
        Assert.Empty(await site.GetRequiredService<ApiKeyStore>().ListAsync(olga));
        Assert.Equal(ExitCode.Success, await RunAsync("list"));
        Assert.Contains("script  (Stefan, made ", _fixture.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_UnknownOrSeveral_LeavesThemAlone()
    {
        await using var site = await OpenAsync();
        await RunAsync("create", "one");
        await RunAsync("create", "two");

        Assert.Equal(ExitCode.Failure, await RunAsync("revoke", "ffffffff"));
        Assert.Contains("There is no key ffffffff", _fixture.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failure, await RunAsync("revoke", "0"));
        Assert.Contains("2 keys begin with 0", _fixture.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await site.GetRequiredService<ApiKeyStore>().ListAsync(Owners.Local)).Count);
    }

    [Fact]
    public async Task Keys_NoDatabase_SaysWhatToDoAndMakesNone()
    {
        Assert.Equal(ExitCode.Failure, await RunAsync("list"));

        Assert.StartsWith("sair: There is no database at", _fixture.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task Keys_DatabaseOfAnEarlierVersion_SaysWhatToDo()
    {
        await using (var site = await OpenAsync())
        {
            await using var context = await site.GetRequiredService<IDbContextFactory<SairDbContext>>().CreateDbContextAsync();
            await context.Database.ExecuteSqlRawAsync(
                "DELETE FROM __EFMigrationsHistory WHERE MigrationId = (SELECT MAX(MigrationId) FROM __EFMigrationsHistory)"
            );
        }

        Assert.Equal(ExitCode.Failure, await RunAsync("list"));
        Assert.Contains("start the site once", _fixture.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _fixture.Dispose();

    private Task<int> RunAsync(string verb, params string[] arguments) => _fixture.RunAsync(["keys", verb, .. arguments, "--data", Data]);

    private async Task<ServiceProvider> OpenAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSairData(new DataOptions { Directory = Data });
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<DatabaseInitializer>().InitializeAsync();
        return provider;
    }

    private static async Task<Guid> AddAsync(ServiceProvider site, string name)
    {
        await using var context = await site.GetRequiredService<IDbContextFactory<SairDbContext>>().CreateDbContextAsync();
        var user = new User
        {
            Name = name,
            NormalizedName = name.ToUpperInvariant(),
            Role = User.MemberRole,
            CreatedUtc = DateTime.UnixEpoch.AddDays(name.Length),
        };
        context.Add(user);
        await context.SaveChangesAsync();
        return user.Id;
    }
}
