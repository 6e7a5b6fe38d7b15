using Microsoft.Extensions.Configuration;
using Sair.Web.Settings;

namespace Sair.Web.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Read_NothingSet_TakesDefaults()
    {
        var settings = Read();

        Assert.Equal("data", settings.Data.Directory);
        Assert.Equal("auto", settings.Worker.Device);
        Assert.Null(settings.Models.Directory);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", true)]
    [InlineData("http://localhost:80;http://[::1]:80", true)]
    [InlineData("http://0.0.0.0:8080", false)]
    [InlineData("http://127.0.0.1:80;http://192.168.1.2:80", false)]
    [InlineData("http://*:80", false)]
    [InlineData("http://+:80", false)]
    [InlineData("http://photos.example:80", false)]
    [InlineData("http://unix:/run/sair.sock", false)]
    public void Read_Addresses_LetsPeopleSignInWhereOthersCanReachThem(string urls, bool isSingleUser) =>
        Assert.Equal(isSingleUser, Read(("Urls", urls)).IsSingleUser);

    [Theory]
    [InlineData("AllowedHosts", "localhost;127.0.0.1;[::1];127.0.0.2", true)]
    [InlineData("AllowedHosts", "", true)]
    [InlineData("AllowedHosts", "localhost;photos.example", false)]
    [InlineData("AllowedHosts", "*", false)]
    [InlineData("AllowedHosts", "*.localhost.example", false)]
    [InlineData("Proxy:KnownProxies", "127.0.0.1", false)]
    [InlineData("SignIn:Required", "true", false)]
    public void Read_NamesAndProxies_LetsPeopleSignInWhereOthersComeThroughThem(string key, string value, bool isSingleUser) =>
        Assert.Equal(isSingleUser, Read(("Urls", "http://127.0.0.1:5080"), (key, value)).IsSingleUser);

    [Theory]
    [InlineData("Urls", "http://0.0.0.0:80", "Urls can be reached from elsewhere")]
    [InlineData("AllowedHosts", "localhost;photos.example", "AllowedHosts names photos.example")]
    [InlineData("Proxy:KnownProxies", "127.0.0.1", "Proxy:KnownProxies names a proxy")]
    public void Read_NoSignInWhereOthersCanReachTheSite_IsRefused(string key, string value, string reason)
    {
        var failure = Assert.Throws<SettingsException>(() => Read((key, value), ("SignIn:Required", "false")));

        Assert.StartsWith($"Setting SignIn:Required is false, but {reason}", Assert.Single(failure.Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoNames_AnswersUnderThoseOfThisMachine() => Assert.Equal(["localhost", "127.0.0.1", "[::1]"], Read().Names);

    [Fact]
    public void Read_KnownProxies_AreAddressesAndNetworks()
    {
        var proxy = Read(("Proxy:KnownProxies", "127.0.0.1; 10.0.0.0/8;fd00::/8 ;::1")).Proxy;

        Assert.Equal(["127.0.0.1", "::1"], proxy.Addresses.Select(address => address.ToString()));
        Assert.Equal(["10.0.0.0/8", "fd00::/8"], proxy.Networks.Select(network => network.ToString()));
    }

    [Theory]
    [InlineData("Proxy:KnownProxies", "nginx", "Setting Proxy:KnownProxies: “nginx” is neither an address nor a network")]
    [InlineData("Proxy:KnownProxies", "10.0.0.0/33", "Setting Proxy:KnownProxies: “10.0.0.0/33” is neither")]
    [InlineData("Proxy:KnownProxies", "0.0.0.0/0", "Setting Proxy:KnownProxies: 0.0.0.0/0 would let everybody say")]
    [InlineData("Proxy:KnownProxy", "10.0.0.1", "Setting Proxy:KnownProxy is unknown")]
    [InlineData("ForwardedHeaders_Enabled", "true", "Setting ForwardedHeaders_Enabled would let everybody say")]
    public void Read_WrongWordsOnProxies_AreNamed(string key, string value, string expected)
    {
        var failure = Assert.Throws<SettingsException>(() => Read((key, value)));

        Assert.StartsWith(expected, Assert.Single(failure.Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralWrongProxies_GivesOneSentenceEach() =>
        Assert.Equal(2, Assert.Throws<SettingsException>(() => Read(("Proxy:KnownProxies", "nginx;10.0.0.1;caddy"))).Mistakes.Count);

    [Fact]
    public void Read_ValuesSet_TakesThem()
    {
        var settings = Read(("Worker:Threads", "3"), ("Worker:Limits:MaxBytes", "1000"), ("Models:Directory", "/srv/models"));

        Assert.Equal((3, 1000, "/srv/models"), (settings.Worker.Threads, settings.Worker.Limits.MaxBytes, settings.Models.Directory));
    }

    [Fact]
    public void Read_SeveralMistakes_GivesOneSentenceEach()
    {
        var failure = Assert.Throws<SettingsException>(() => Read(("Worker:Device", "abacus"), ("Worker:PreviewQuality", "0"), ("Data:Directory", "")));

        Assert.Equal(3, failure.Mistakes.Count);
        Assert.Contains(failure.Mistakes, mistake => mistake.StartsWith("Setting Worker:Device: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Worker:Treads", "Setting Worker:Treads is unknown: section Worker takes Host, Device, ")]
    [InlineData("Worker:Limits:MaxByte", "Setting Worker:Limits:MaxByte is unknown: section Worker:Limits takes MaxBytes, ")]
    [InlineData("Worker:Threads", "Section Worker of the settings: ")]
    public void Read_UnknownOrUnreadable_IsNamed(string key, string expected)
    {
        var failure = Assert.Throws<SettingsException>(() => Read((key, "many")));

        Assert.StartsWith(expected, Assert.Single(failure.Mistakes), StringComparison.Ordinal);
    }

    private static HostSettings Read(params (string Key, string? Value)[] values) =>
        SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))).Build());
}
