using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Web.Accounts;

namespace Sair.Web.Tests.Accounts;

/// <summary>A database with Identity over it, in a temporary directory.</summary>
public sealed class AccountsFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sair-accounts-");
    private readonly ServiceProvider _provider;

    private AccountsFixture()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSairData(new DataOptions { Directory = _directory.FullName });
        services
            .AddIdentityCore<User>(identity =>
                identity.Password.RequireDigit = identity.Password.RequireUppercase = identity.Password.RequireNonAlphanumeric = false
            )
            .AddUserStore<UserStore>();
        services.AddSingleton<OpenSessions>();
        _provider = services.BuildServiceProvider();
    }

    public static async Task<AccountsFixture> CreateAsync()
    {
        var fixture = new AccountsFixture();
        await fixture.Get<DatabaseInitializer>().InitializeAsync();
        return fixture;
    }

    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    /// <summary>Identity as one request has it.</summary>
    public UserManager<User> Users() => _provider.CreateScope().ServiceProvider.GetRequiredService<UserManager<User>>();

    public async Task<User> AddAsync(string name, string password)
    {
        var user = new User
        {
            Name = name,
            Role = User.MemberRole,
            CreatedUtc = DateTime.UnixEpoch,
        };
        Assert.True((await Users().CreateAsync(user, password)).Succeeded);
        return user;
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
