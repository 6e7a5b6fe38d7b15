using Sair.CommandLine;
using Sair.Engine.Engines;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Weights;
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

    /// <summary>Gets engines that there are beside it.</summary>
    public IList<IRestorationEngine> Beside { get; } = [];

    public FakeAnalyzer Faces { get; } = new();

    public string Folder => _folder.Path;

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    /// <summary>Gets or sets how many bytes are free on every disk; null for what there really is.</summary>
    public long? FreeBytes { get; set; }

    /// <summary>Gets a value indicating whether the real engine and the real face networks run, on a tiny face pack.</summary>
    public bool IsReal { get; init; }

    public CommandServices Services =>
        new()
        {
            Output = _output,
            Error = _error,
            IsInteractive = false,
            Time = TimeProvider.System,
            Engines = IsReal ? KnownEngines.All : [Engine, .. Beside],
            OpenModels = folder => IsReal ? new ModelProvider(folder) : new NoModels(),
            OpenFaces = models => IsReal ? new FaceAnalyzer(models) : OpenFaces(),
            FreeBytes = _ => FreeBytes ?? long.MaxValue,
            SpareFolders = [Directory.CreateDirectory(At("spare")).FullName],
        };

    /// <summary>Gets how often the face networks were loaded.</summary>
    public int FacesOpened { get; private set; }

    public Task<int> RunAsync(params string[] arguments) => RunAsync(CancellationToken.None, arguments);

    public Task<int> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        CommandHost.RunAsync([.. arguments, "--models", Folder, "--threads", "1"], Services, cancellationToken);

    /// <summary>Gets a good photo of the person on plain pictures of brightness 100, for pictures that are face squares.</summary>
    public string Good
    {
        get
        {
            Directory.CreateDirectory(At("references"));
            return Photo("references/good.png", 128, 128, 100);
        }
    }

    public string At(string name) => Path.Combine(Folder, name);

    public string Photo(string name, int width, int height, byte value) => Write(name, Pictures.Plain(width, height, value));

    /// <summary>Writes a picture with detail.</summary>
    /// <param name="name">The file.</param>
    /// <param name="side">Width and height in pixels.</param>
    /// <param name="seed">Draws the pixels.</param>
    /// <param name="person">Whom <see cref="Faces"/> sees in it; null leaves it to the seed.</param>
    public string Noise(string name, int side, int seed, byte? person = null)
    {
        var picture = Pictures.Noise(side, seed);
        picture.Pixels[0] = person ?? picture.Pixels[0];
        return Write(name, picture);
    }

    /// <summary>Lists the files below a folder by their names in it, without the program's own notes.</summary>
    public IEnumerable<string> Results(string folder) =>
        Directory
            .GetFiles(At(folder), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(At(folder), path))
            .Where(name => name[0] != '.')
            .Order(StringComparer.Ordinal);

    /// <summary>Forgets what was printed.</summary>
    public void Forget()
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
    }

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    private FakeAnalyzer OpenFaces()
    {
        FacesOpened++;
        return Faces;
    }

    private string Write(string name, RgbImage image)
    {
        File.WriteAllBytes(At(name), ImageEncoder.Encode(image, ImageFormat.Png));
        return At(name);
    }
}
