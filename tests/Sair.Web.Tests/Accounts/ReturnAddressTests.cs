using Sair.Web.Accounts;

namespace Sair.Web.Tests.Accounts;

public sealed class ReturnAddressTests
{
    [Theory]
    [InlineData("/people?x=%C3%A9", "/people?x=%C3%A9")]
    [InlineData("/", "/")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("people", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("/people\u007f", "/")]
    [InlineData("/people\r\nSet-Cookie: x", "/")]
    [InlineData("/é", "/")]
    public void Of_AnyWish_StaysOnThisSite(string? wish, string expected) => Assert.Equal(expected, ReturnAddress.Of(wish));
}
