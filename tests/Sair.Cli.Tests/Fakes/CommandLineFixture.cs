using Sair.Cli.CommandLine;
using Sair.Engine.Imaging;
using Sair.TestKit;

namespace Sair.Cli.Tests.Fakes;

/// <summary>Runs command lines in a temporary folder with a fake engine and fake faces.</summary>
internal sealed class CommandLineFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public CommandLineFixture(FakeEngine? engine = null) => Engine = engine ?? new FakeEngine();

    public FakeEngine Engine { get; }

    public FakeAnalyzer Faces { get; } = new();

    public string Folder => _folder.Path;

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public CommandServices Services => new()
    {
        Output = _output,
        Error = _error,
        IsInteractive = false,
        Time = TimeProvider.System,
        Engines = [Engine],
        OpenModels = _ => new NoModels(),
        OpenFaces = _ => Faces,
    };

    public Task<int> RunAsync(params string[] arguments) => RunAsync(CancellationToken.None, arguments);

    public Task<int> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        CommandHost.RunAsync([.. arguments, "--models", Folder, "--threads", "1"], Services, cancellationToken);

    public string At(string name) => Path.Combine(Folder, name);

    public string Photo(string name, int width, int height, byte value)
    {
        File.WriteAllBytes(At(name), ImageEncoder.Encode(Pictures.Plain(width, height, value), ImageFormat.Png));
        return At(name);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }
}
