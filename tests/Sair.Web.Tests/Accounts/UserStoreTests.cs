using Microsoft.AspNetCore.Identity;
using Sair.Data.Accounts;

namespace Sair.Web.Tests.Accounts;

public sealed class UserStoreTests
{
    [Fact]
    public async Task UpdateAsync_RowReadBeforeThePasswordWasChanged_DoesNotUndoTheChange()
    {
        await using var accounts = await AccountsFixture.CreateAsync();
        var id = (await accounts.AddAsync("Rosa", "correct horse")).Id.ToString();
        var (users, others) = (accounts.Users(), accounts.Users());
        var stale = (await others.FindByIdAsync(id))!;
        Assert.True((await users.ChangePasswordAsync((await users.FindByIdAsync(id))!, "correct horse", "another horse")).Succeeded);

        var late = await others.ChangePasswordAsync(stale, "correct horse", "somebody else's");

        Assert.Equal(nameof(IdentityErrorDescriber.ConcurrencyFailure), Assert.Single(late.Errors).Code);
        var kept = (await users.FindByIdAsync(id))!;
        Assert.True(await users.CheckPasswordAsync(kept, "another horse"));
        Assert.False(await users.CheckPasswordAsync(kept, "correct horse"));
    }

    [Fact]
    public async Task CreateAsync_SeveralOfOneNameAtOnce_MakesOneAndRefusesTheOthers()
    {
        await using var accounts = await AccountsFixture.CreateAsync();

        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ =>
                    Task.Run(() =>
                        accounts
                            .Users()
                            .CreateAsync(
                                new User
                                {
                                    Name = "Rosa",
                                    Role = User.MemberRole,
                                    CreatedUtc = DateTime.UnixEpoch,
                                },
                                "correct horse"
                            )
                    )
                )
        );

        Assert.Single(results, result => result.Succeeded);
        Assert.All(
            results.Where(result => !result.Succeeded),
            result => Assert.Equal(nameof(IdentityErrorDescriber.DuplicateUserName), Assert.Single(result.Errors).Code)
        );
    }
}
