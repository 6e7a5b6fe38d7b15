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
    public void Read_Addresses_TellsWhetherOthersCanReachThem(string urls, bool isLoopbackOnly) =>
        Assert.Equal(isLoopbackOnly, Read(("Urls", urls)).IsLoopbackOnly);

    [Fact]
    public void Read_NoSignInOnAnOpenAddress_IsRefused()
    {
        var failure = Assert.Throws<SettingsException>(() => Read(("Urls", "http://0.0.0.0:80"), ("SignIn:Required", "false")));

        Assert.Contains("let people sign in", Assert.Single(failure.Mistakes), StringComparison.Ordinal);
    }

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
