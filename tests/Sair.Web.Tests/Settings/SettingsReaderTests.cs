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

    [Theory]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections", "many", "is “many”, but takes a whole number.")]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections", "-5", "is “-5”, which is out of range for the server.")]
    [InlineData("Kestrel:Limits:KeepAliveTimeout", "soon", "is “soon”, but takes a time as 00:00:30.")]
    [InlineData("Kestrel:Limits:MaxRequestBodySise", "5", "did you mean Kestrel:Limits:MaxRequestBodySize?")]
    [InlineData("Kestrel:Limit:MaxRequestBodySize", "5", "did you mean Kestrel:Limits?")]
    [InlineData("Kestrel:Limits:Http2:MaxStreamsPerConnection", "0", "is unknown")]
    public void Read_LimitThatTheServerDoesNotTake_IsNamed(string key, string value, string sentence)
    {
        var failure = Assert.Throws<SettingsException>(() => Read((key, value)));

        Assert.Contains(sentence, Assert.Single(failure.Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LimitsThatTheServerTakes_AreFine() =>
        Assert.NotNull(
            Read(
                ("Kestrel:Limits:MaxConcurrentConnections", "100"),
                ("Kestrel:Limits:KeepAliveTimeout", "00:02:00"),
                ("Kestrel:Limits:MaxRequestBodySize", "")
            )
        );

    [Theory]
    [InlineData("“serve” is no setting of the site: settings are written as", "serve")]
    [InlineData("“Worker:Threads” is no setting of the site: did you mean --Worker?", "Worker:Threads", "--Urls", "http://127.0.0.1:5080")]
    [InlineData("“-u” is no setting of the site", "-u")]
    [InlineData("“-u=4” is no setting of the site", "-u=4")]
    [InlineData("“--help” is no setting of the site", "--help")]
    [InlineData("“--Url” is no setting of the site: did you mean --Urls?", "--Url")]
    [InlineData("--Worker:Threads lacks its value", "--Urls", "http://127.0.0.1:5080", "--Worker:Threads")]
    public void ReadWords_WordThatNobodyReads_IsNamed(string sentence, params string[] words)
    {
        var mistakes = new List<string>();

        Assert.True(SettingsReader.ReadWords(words, mistakes).Length < words.Length);

        Assert.Contains(sentence, Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadWords_EveryWayToWriteASetting_IsLeftAsItIs()
    {
        string[] words = ["--Urls", "http://127.0.0.1:5080", "--Worker:Threads=4", "Data:Directory=d", "/SignIn:Days", "3"];
        var mistakes = new List<string>();

        Assert.Equal(words, SettingsReader.ReadWords(words, mistakes));
        Assert.Empty(mistakes);
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
        var settings = Read(
            ("Worker:Threads", "3"),
            ("Worker:Limits:MaxBytes", "1000"),
            ("Worker:Runs", ""),
            ("Models:Directory", AppContext.BaseDirectory)
        );

        Assert.Equal(
            (3, 1000, AppContext.BaseDirectory),
            (settings.Worker.Threads, settings.Worker.Limits.MaxBytes, settings.Models.Directory)
        );
    }

    [Fact]
    public void Read_SeveralMistakes_GivesOneSentenceEach()
    {
        var failure = Assert.Throws<SettingsException>(() =>
            Read(("Worker:Device", "abacus"), ("Worker:PreviewQuality", "0"), ("Data:Directory", ""))
        );

        Assert.Equal(3, failure.Mistakes.Count);
        Assert.Contains(failure.Mistakes, mistake => mistake.StartsWith("Setting Worker:Device: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Worker:Treads", "4", "Setting Worker:Treads is unknown: did you mean Worker:Threads? Section Worker takes Host, Device, ")]
    [InlineData("Worker:Colour", "4", "Setting Worker:Colour is unknown: section Worker takes Host, Device, ")]
    [InlineData("Worker:Limits:MaxByte", "4", "Setting Worker:Limits:MaxByte is unknown: did you mean Worker:Limits:MaxBytes?")]
    [InlineData("Worker:Threads", "many", "Setting Worker:Threads is “many”, but takes a whole number from 0 to 1024.")]
    [InlineData("Worker:Runs", "1.5", "Setting Worker:Runs is “1.5”, but takes a whole number from 1 to 16.")]
    [InlineData("Worker:InstantPreview", "perhaps", "Setting Worker:InstantPreview is “perhaps”, but takes true or false.")]
    [InlineData("Worker:Threads:More", "4", "Setting Worker:Threads takes a whole number from 0 to 1024, and nothing below it.")]
    [InlineData("Worker:Limits", "4", "Setting Worker:Limits is a section and takes no value of its own: say Worker:Limits:MaxBytes")]
    [InlineData("models", "/srv", "Setting Models is a section and takes no value of its own: say Models:Directory")]
    [InlineData(
        "Models:Directory",
        "/nonexistent",
        "Setting Models:Directory: there is no folder /nonexistent: name the one with catalog.json"
    )]
    [InlineData("Wroker:Runs", "2", "Setting Wroker:Runs is unknown: did you mean Worker:Runs?")]
    [InlineData("Url", "http://127.0.0.1:5080", "Setting Url is unknown: did you mean Urls?")]
    [InlineData("Colour", "blue", "Setting Colour is unknown: the sections are Data, Worker, Models, SignIn, Retention, Proxy.")]
    [InlineData("Logging:LogLevel:Default", "Loud", "Setting Logging:LogLevel:Default is “Loud”, but takes Trace, Debug, ")]
    [InlineData("Logging:Console:LogLevel:Sair", "9", "Setting Logging:Console:LogLevel:Sair is “9”, but takes Trace, Debug, ")]
    public void Read_UnknownOrUnreadable_IsNamedInOneSentence(string key, string value, string expected)
    {
        var failure = Assert.Throws<SettingsException>(() => Read((key, value)));

        Assert.StartsWith(expected, Assert.Single(failure.Mistakes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("http://")]
    [InlineData("ftp://127.0.0.1:80")]
    [InlineData("http://127.0.0.1:80:90")]
    [InlineData("http://[::1]:80:90")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://127.0.0.1:-1")]
    [InlineData("http://127.0.0.300:80")]
    [InlineData("http://127.0.0.l:80")]
    [InlineData("http://photos.example:80")]
    public void Read_AddressThatMeansNoPlaceOfThisMachine_IsRefused(string address)
    {
        Assert.StartsWith($"Setting Urls names “{address}”", Mistake(("Urls", $"http://localhost:81;{address}")), StringComparison.Ordinal);
        Assert.StartsWith(
            $"Setting Kestrel:Endpoints:Mine:Url names “{address}”",
            Mistake(("Kestrel:Endpoints:Mine:Url", address)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_PortThatIsNone_IsRefused() =>
        Assert.StartsWith("Setting HTTP_PORTS names “99999”", Mistake(("HTTP_PORTS", "80;99999")), StringComparison.Ordinal);

    [Fact]
    public void Read_MistakesInOneAndInSeveralSections_AreToldTogether()
    {
        var failure = Assert.Throws<SettingsException>(() =>
            Read(
                ("Worker:Runs", "many"),
                ("Worker:Threads", "-1"),
                ("Worker:Treads", "2"),
                ("Retention:UndoMinutes", "0"),
                ("Wroker:Runs", "2"),
                ("Urls", "nonsense"),
                ("Worker:Limits:MaxSide", "wide")
            )
        );

        Assert.Equal(7, failure.Mistakes.Count);
    }

    [Theory]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections", "100")]
    [InlineData("Logging:LogLevel:Default", "debug")]
    [InlineData("environment", "Development")]
    [InlineData("contentRoot", "/srv")]
    [InlineData("Urls", "http://127.0.0.1:80/")]
    public void Read_SettingsOfTheFramework_AreTaken(string key, string value) => Assert.NotNull(Read((key, value)));

    [Fact]
    public void Read_WordsOfTheEnvironment_AreNotTheSites() =>
        Assert.NotEmpty(SettingsReader.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build()).Names);

    private static string Mistake(params (string Key, string? Value)[] values) =>
        Assert.Single(Assert.Throws<SettingsException>(() => Read(values)).Mistakes);

    private static HostSettings Read(params (string Key, string? Value)[] values) =>
        SettingsReader.Read(
            new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))).Build()
        );
}
