using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sair.Application;
using Sair.Engine.Tensors;
using Sair.TestKit;

namespace Sair.Web.Tests;

public sealed class SiteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task RunAsync_HostStopsByItself_EndsWithACodeThatSupervisorsTakeForAFailure()
    {
        Assert.Equal(Site.EndedByItself, await RunAsync(Path.Combine(_folder.Path, "data")));

        Assert.NotEqual(0, Site.EndedByItself);
        Assert.Contains("Sair is ready", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_DataDirectoryCannotBeMade_SaysSoInOneSentence()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "in its place");

        Assert.Equal(Site.CannotStart, await RunAsync(Path.Combine(file, "data")));

        Assert.Contains("name another one", Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_DatabaseCannotBeOpened_SaysSoInOneSentence()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "sair.db"));

        Assert.Equal(Site.CannotStart, await RunAsync(_folder.Path));

        Assert.Contains("cannot be written to", Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_DataDirectoryInUse_SaysSoInOneSentence()
    {
        await using var other = new FileStream(
            Path.Combine(_folder.Path, ".in-use"),
            FileMode.Create,
            FileAccess.ReadWrite,
            FileShare.None
        );

        Assert.Equal(Site.CannotStart, await RunAsync(_folder.Path));

        Assert.Contains("Another Sair", Sentence(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "Setting Urls names “nonsense”")]
    [InlineData("http://203.0.113.7:5080", "an address that this machine does not have")]
    public async Task RunAsync_AddressWhereNothingCanListen_SaysSoInOneSentence(string urls, string expected)
    {
        Assert.Equal(Site.CannotStart, await RunAsync(Path.Combine(_folder.Path, "data"), ["--Urls", urls]));

        Assert.Contains(expected, Sentence(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("“serve” is no setting of the site", "serve")]
    [InlineData("“-x=1” is no setting of the site", "-x=1")]
    [InlineData("Setting Kestrel:Limits:MaxConcurrentConnections is “many”", "--Kestrel:Limits:MaxConcurrentConnections", "many")]
    public async Task RunAsync_WordOrLimitThatNobodyTakes_SaysSoInOneSentence(string expected, params string[] words)
    {
        Assert.Equal(Site.CannotStart, await RunAsync(Path.Combine(_folder.Path, "data"), words));

        Assert.Contains(expected, Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_CertificateThatIsNone_SaysSoInOneSentence()
    {
        var file = Path.Combine(_folder.Path, "site.pfx");
        await File.WriteAllTextAsync(file, "no certificate");

        Assert.Equal(
            Site.CannotStart,
            await RunAsync(
                Path.Combine(_folder.Path, "data"),
                ["--Urls", "https://127.0.0.1:0", "--Kestrel:Certificates:Default:Path", file]
            )
        );

        Assert.Contains("The certificate for https cannot be read", Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_PortInUse_SaysSoInOneSentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var inBackground = new EndsWhenAsked();

        Assert.Equal(
            Site.CannotStart,
            await Site.RunAsync(
                [.. Arguments(Path.Combine(_folder.Path, "data")), "--Urls", $"http://{other.LocalEndpoint}"],
                _output,
                _error,
                services => services.AddSingleton<IHostedService>(inBackground)
            )
        );

        Assert.Contains("Stop what listens there", Sentence(), StringComparison.Ordinal);
        Assert.True(inBackground.IsEnded);
    }

    [Fact]
    public async Task RunAsync_SettingsOnTheCommandLineThatNobodyReads_AreToldTogether()
    {
        Assert.Equal(
            Site.CannotStart,
            await RunAsync(
                _folder.Path,
                ["--Wroker:Runs", "2", "--models", "here", "--Worker:Runs", "many", "--Logging:LogLevel:Default", "Loud"]
            )
        );

        Assert.Equal(4, _error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData(null, null, "which holds no libtorch_cpu.so")]
    [InlineData("2.5.1", null, "is version 2.5.1 and this program was made for 2.10")]
    [InlineData("2.10.0", "no library", "cannot be loaded: let the user that runs this program read its files")]
    public async Task Program_TensorLibraryThatCannotBeUsed_EndsInOneSentence(string? version, string? content, string expected)
    {
        var libraries = Directory.CreateDirectory(Path.Combine(_folder.Path, "torch")).FullName;
        if (version is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(libraries, "libtorch.version"), version);
            foreach (var name in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"])
            {
                await File.WriteAllTextAsync(Path.Combine(libraries, name), content);
            }
        }

        // In a process of its own: what is loaded once stays.
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Sair.Web.dll"), .. Arguments(Path.Combine(_folder.Path, "data"))]
        )
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { [TorchLibraries.FolderVariable] = libraries },
        };
        using var program = Process.Start(start)!;
        var (output, error) = (program.StandardOutput.ReadToEndAsync(), program.StandardError.ReadToEndAsync());
        await program.WaitForExitAsync();

        Assert.Equal((Site.CannotStart, ""), (program.ExitCode, await output));
        Assert.Contains(
            expected,
            Assert.Single((await error).Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task RunAsync_ServiceThatFailsByAMistakeOfTheProgram_IsNotHidden() =>
        await Assert.ThrowsAsync<NotImplementedException>(() =>
            Site.RunAsync(Arguments(_folder.Path), _output, _error, services => services.AddHostedService<FailsAtOnce>())
        );

    [Fact]
    public void BackgroundServices_OfTheSite_AllSurviveFailures()
    {
        var services = typeof(Site)
            .Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(BackgroundService)) && !type.IsAbstract)
            .ToList();

        Assert.NotEmpty(services);
        Assert.All(services, type => Assert.True(type.IsSubclassOf(typeof(ResilientBackgroundService)), type.Name));
    }

    private Task<int> RunAsync(string data, params string[] more) =>
        Site.RunAsync([.. Arguments(data), .. more], _output, _error, services => services.AddHostedService<StopsAtOnce>());

    private string[] Arguments(string data) =>
        [
            "--Urls",
            "http://127.0.0.1:0",
            "--Data:Directory",
            data,
            "--Models:Directory",
            _folder.Path,
            "--Logging:LogLevel:Default",
            "None",
        ];

    private string Sentence() => Assert.Single(_error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Ends the host as a service does that cannot go on.</summary>
    private sealed class StopsAtOnce(IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.ApplicationStarted.Register(lifetime.StopApplication);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class EndsWhenAsked : IHostedService
    {
        public bool IsEnded { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            IsEnded = true;
            return Task.CompletedTask;
        }
    }

    private sealed class FailsAtOnce : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
