using Sair.Web.Accounts;

namespace Sair.Web.Tests.Accounts;

public sealed class NoticesTests
{
    [Fact]
    public void Find_IdOfAnAddress_SaysTheSentenceAndNothingElse()
    {
        using var notices = new Notices();
        var address = notices.Address("~/account", "It was changed.");

        Assert.DoesNotContain("changed", address, StringComparison.Ordinal);
        Assert.Equal("It was changed.", notices.Find(address.Split('=')[1]));
        Assert.Null(notices.Find("Call this number"));
        Assert.Null(notices.Find(null));
    }
}
