using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using Sair.Cli;
using Sair.CommandLine;
using Sair.Data.Accounts;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;
using Sair.TestKit;

namespace Sair.Browser.Tests.Access;

/// <summary><c>sair restore --server</c> against a site with a fake engine.</summary>
public sealed class RemoteRestoreTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private TestSite _site = null!;
    private string _key = "";

    private string Restored => At("small.restored.png");

    public async Task InitializeAsync()
    {
        _site = await TestSite.StartAsync(signIn: true);
        _key = await _site.Services.GetRequiredService<ApiKeyStore>().CreateAsync(Owners.Local, "test");
        await File.WriteAllBytesAsync(At("good.png"), TestPhotos.Png(320, 240, 120, TestPhotos.Anna));
        await File.WriteAllBytesAsync(At("small.png"), TestPhotos.Png(160, 120, 40, TestPhotos.Anna));
        await File.WriteAllBytesAsync(At("two.png"), TestPhotos.Png(320, 120, 40, TestPhotos.Berta, TestPhotos.Anna));
        await File.WriteAllBytesAsync(At("nobody.png"), TestPhotos.Png(160, 120, 40));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Restore_OneFace_WritesTheResultAndSaysWhatItIsWorth()
    {
        Assert.Equal((ExitCode.Success, ""), (await RestoreAsync("small.png", "--iterations", "7"), Failures()));

        var image = ImageDecoder.Decode(await File.ReadAllBytesAsync(Restored)).Image;
        Assert.Equal((FakeEngine.Side, FakeEngine.Side), (image.Width, image.Height));
        Assert.Contains("with fake, 7 iterations", _output.ToString());
        Assert.Contains("similarity to the references: 0.100 before, 0.800 after", _output.ToString());
        Assert.Matches(
            $"verdict: (faithful|uncertain|drifted|none); the evidence stands at {_site.Address}/restorations/[0-9a-f-]{{36}}",
            _output.ToString()
        );
    }

    [Fact]
    public async Task Restore_JpegOutput_FetchesAJpeg()
    {
        Assert.Equal(ExitCode.Success, await RestoreAsync("small.png", "--iterations", "2", "--out", At("face.jpg")));

        Assert.Equal(ImageFormat.Jpeg, ImageDecoder.ReadInfo(await File.ReadAllBytesAsync(At("face.jpg"))).Format);
    }

    [Theory]
    [InlineData("auto", 300, "seems to have been enlarged about", "from 300×300 pixels")]
    [InlineData("use", 100, "", "stored as 300×300")]
    [InlineData("keep", 300, "", "from 300×300 pixels")]
    public async Task Restore_EnlargedPhoto_SaysTheSameAsOnThisMachine(string choice, int about, string sentence, string made)
    {
        await File.WriteAllBytesAsync(At("enlarged.png"), ImageEncoder.Encode(EnlargedPicture.Make(300), ImageFormat.Png));
        await File.WriteAllBytesAsync(At("other.png"), TestPhotos.Textured(128, 128, 120, TestPhotos.Anna));

        Assert.Equal(
            (ExitCode.Success, ""),
            (
                await RunAsync(
                    CancellationToken.None,
                    "restore",
                    At("enlarged.png"),
                    "-r",
                    At("other.png"),
                    "--aligned",
                    "--server",
                    _site.Address,
                    "--iterations",
                    "2",
                    "--real-size",
                    choice,
                    "--even-if-somebody-else",
                    "--json",
                    At("run.json")
                ),
                Failures()
            )
        );

        Assert.Contains(sentence, _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(sentence.Length > 0, _error.ToString().Contains("enlarged about", StringComparison.Ordinal));
        Assert.Contains(made, _output.ToString(), StringComparison.Ordinal);
        var size = JsonDocument.Parse(await File.ReadAllBytesAsync(At("run.json"))).RootElement.GetProperty("realSize");
        Assert.Equal((choice, 300), (size.GetProperty("choice").GetString(), size.GetProperty("storedSide").GetInt32()));
        Assert.InRange(size.GetProperty("usedSide").GetInt32(), 0.75 * about, 1.3 * about);
    }

    [Theory]
    [InlineData("nobody.png", "No face was found in")]
    [InlineData("missing.png", "there is no such file")]
    public async Task Restore_UnclearFace_SaysWhatToDo(string photo, string sentence)
    {
        Assert.Equal(ExitCode.Failure, await RestoreAsync(photo));

        Assert.Contains(sentence, _error.ToString());
    }

    [Fact]
    public async Task Restore_SomebodyElse_IsRefusedUnlessItIsMeant()
    {
        await File.WriteAllBytesAsync(At("berta.png"), TestPhotos.Textured(320, 240, 110, TestPhotos.Berta));
        await File.WriteAllBytesAsync(At("anna.png"), TestPhotos.Textured(400, 300, 150, TestPhotos.Anna));
        string[] arguments = ["restore", At("berta.png"), "-r", At("anna.png"), "--server", _site.Address, "--iterations", "2"];

        Assert.Equal(ExitCode.Failure, await RunAsync(CancellationToken.None, arguments));
        Assert.Contains("This looks like somebody else than the person on the good photos.", _error.ToString());
        Assert.Contains("Where it is meant, add --even-if-somebody-else.", _error.ToString());

        Assert.Equal(ExitCode.Success, await RunAsync(CancellationToken.None, [.. arguments, "--even-if-somebody-else"]));
        Assert.True(File.Exists(At("berta.restored.png")));
    }

    [Theory]
    [InlineData("two.png", "--face", "2")]
    [InlineData("nobody.png", "--box", "40,30,60,60")]
    public async Task Restore_ChosenFace_IsTaken(string photo, string option, string value) =>
        Assert.Equal((ExitCode.Success, ""), (await RestoreAsync(photo, option, value, "--iterations", "2"), Failures()));

    [Fact]
    public async Task Restore_SeveralFacesAndReferences_ChoosesAndOrdersAsThisMachineDoes()
    {
        await File.WriteAllBytesAsync(At("crowd.png"), TestPhotos.Png(400, 160, 60, TestPhotos.Berta, TestPhotos.Anna));
        await File.WriteAllBytesAsync(At("paler.png"), TestPhotos.Textured(310, 240, 120, (220, 130, 110)));
        await File.WriteAllBytesAsync(
            At("group.png"),
            TestPhotos.Textured(600, 240, 110, TestPhotos.Berta, (60, 200, 60), TestPhotos.Anna)
        );
        string[] arguments = ["restore", At("crowd.png"), "-r", At("paler.png"), "-r", At("group.png"), "--iterations", "2"];

        Assert.Equal(
            (ExitCode.Success, ""),
            (
                await CommandHost.RunAsync(
                    [.. arguments, "--out", At("here.png"), "--json", At("here.json")],
                    HereServices(),
                    CancellationToken.None
                ),
                Failures()
            )
        );
        var here = Sentences();
        Assert.Equal(
            (ExitCode.Success, ""),
            (
                await RunAsync(
                    CancellationToken.None,
                    [.. arguments, "--server", _site.Address, "--out", At("there.png"), "--json", At("there.json")]
                ),
                Failures()
            )
        );

        Assert.Equal([At("group.png"), At("paler.png")], await ReferencesAsync("here.json"));
        Assert.Equal(await ReferencesAsync("here.json"), await ReferencesAsync("there.json"));
        Assert.Equal(ReadPixels("here.png"), ReadPixels("there.png"));
        Assert.Contains($"{At("crowd.png")} shows 2 faces; face 2 is taken, most like the references", here);
        Assert.Equal(here, Sentences());
    }

    [Fact]
    public async Task Restore_WrongKey_IsRefusedBeforePhotosAreSent()
    {
        _key = "sair_wrong";

        Assert.Equal(ExitCode.Failure, await RestoreAsync("small.png"));

        Assert.Contains("The site refused the key", _error.ToString());
    }

    [Fact]
    public async Task Restore_WithoutKey_AsksForOne()
    {
        _key = "";

        Assert.Equal(ExitCode.Failure, await RestoreAsync("small.png"));

        Assert.Contains("SAIR_API_KEY", _error.ToString());
    }

    [Fact]
    public async Task Restore_NobodyThere_SaysSo()
    {
        Assert.Equal(
            ExitCode.Failure,
            await RunAsync(CancellationToken.None, "restore", At("small.png"), "-r", At("good.png"), "--server", "http://127.0.0.1:1")
        );

        Assert.Equal(
            "sair: The site at http://127.0.0.1:1/ does not answer: check the address, and that it runs there.",
            _error.ToString().TrimEnd()
        );
    }

    [Theory]
    [InlineData("--engine", "magic", "There is no engine “magic”: choose one of fake.")]
    [InlineData("--seed", "x", "--seed takes")]
    [InlineData("--preset", "Wild", "There is no preset “Wild”: choose one of Balanced.")]
    public async Task Restore_WrongOption_IsRefusedInOneSentence(string option, string value, string sentence)
    {
        Assert.NotEqual(ExitCode.Success, await RestoreAsync("small.png", option, value));

        Assert.Contains(sentence, _error.ToString());
    }

    [Fact]
    public async Task Restore_Json_HoldsWhatTheSiteKnowsOfTheRun()
    {
        Assert.Equal(
            (ExitCode.Success, ""),
            (
                await RestoreAsync("small.png", "--preset", "balanced", "--iterations", "4", "--seed", "9", "--json", At("run.json")),
                Failures()
            )
        );

        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(At("run.json")));
        var root = json.RootElement;
        var iterations = root.GetProperty("iterations");
        Assert.Equal(
            ("fake", 9, 4),
            (root.GetProperty("engine").GetString(), root.GetProperty("seed").GetInt32(), iterations.GetArrayLength())
        );
        Assert.Equal(30, iterations[3].GetProperty("terms").GetProperty("fidelity").GetProperty("weighted").GetDouble(), precision: 4);
        Assert.Equal(
            (_site.Address + "/", FakeEngine.Side),
            (root.GetProperty("server").GetString(), root.GetProperty("outputSide").GetInt32())
        );
        Assert.Equal(4, root.GetProperty("options").GetProperty("iterations").GetInt32());
        Assert.Equal(new string('a', 64), root.GetProperty("modelHashes").GetProperty("fake-model").GetString());
    }

    [Fact]
    public async Task Restore_Aligned_TakesThePictureForTheFace()
    {
        await File.WriteAllBytesAsync(At("square.png"), TestPhotos.Png(64, 64, 40));
        await File.WriteAllBytesAsync(At("good-square.png"), TestPhotos.Png(96, 96, 60));

        Assert.Equal(
            (ExitCode.Success, ""),
            (
                await RunAsync(
                    CancellationToken.None,
                    "restore",
                    At("square.png"),
                    "-r",
                    At("good-square.png"),
                    "--aligned",
                    "--iterations",
                    "2",
                    "--server",
                    _site.Address
                ),
                Failures()
            )
        );

        Assert.True(File.Exists(At("square.restored.png")));
    }

    [Fact]
    public async Task Restore_AlignedButNotSquare_SaysSo()
    {
        Assert.Equal(ExitCode.Failure, await RestoreAsync("small.png", "--aligned"));

        Assert.Contains("An aligned face is a square", _error.ToString());
    }

    [Fact]
    public async Task Restore_ReferencesThatCannotBeUsed_AreNamedAndLeftOut()
    {
        await File.WriteAllTextAsync(At("notes.jpg"), "no picture");

        Assert.Equal(
            (ExitCode.Success, ""),
            (
                await RestoreAsync(
                    "small.png",
                    "-r",
                    At("nobody.png"),
                    "-r",
                    At("notes.jpg"),
                    "--iterations",
                    "2",
                    "--json",
                    At("run.json")
                ),
                Failures()
            )
        );

        Assert.Contains("warning: Left out: No face was found in the reference", _error.ToString());
        Assert.Contains($"warning: Left out: {At("notes.jpg")}: ", _error.ToString());
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(At("run.json")));
        Assert.Equal(
            At("good.png"),
            Assert.Single(json.RootElement.GetProperty("references").EnumerateArray()).GetProperty("path").GetString()
        );
    }

    [Fact]
    public async Task Restore_NoReferenceThatCanBeUsed_SaysSo()
    {
        Assert.Equal(
            ExitCode.Failure,
            await RunAsync(
                CancellationToken.None,
                "restore",
                At("small.png"),
                "-r",
                At("nobody.png"),
                "-r",
                At("nobody.png"),
                "--server",
                _site.Address
            )
        );

        Assert.Contains("None of the 2 good photos can be used", _error.ToString());
    }

    [Theory]
    [InlineData("--out", "folder", "is a folder: name a file in it")]
    [InlineData("--out", "folder/", "is a folder: name a file in it")]
    [InlineData("--out", "good.png", "is one of the photos and would be overwritten")]
    [InlineData("--json", "folder", "is a folder: name a file in it")]
    [InlineData("--json", "small.restored.png", "cannot both be")]
    public async Task Restore_PlaceThatCannotBeWritten_IsRefusedBeforePhotosAreSent(string option, string name, string sentence)
    {
        Directory.CreateDirectory(At("folder"));
        _key = "sair_wrong";

        Assert.Equal(ExitCode.Failure, await RestoreAsync("small.png", option, $"{_folder.Path}/{name}"));

        Assert.Contains(sentence, _error.ToString());
        Assert.DoesNotContain("refused the key", _error.ToString());
    }

    [Fact]
    public async Task Restore_FolderGoneMeanwhile_KeepsTheResultElsewhere()
    {
        _site.Engine.HoldAfter(3);
        Directory.CreateDirectory(At("results"));
        using var client = new Client(_site.Address, _key);
        var running = RestoreAsync("small.png", "--iterations", "5", "--out", At("results/face.png"));
        await WaitForAsync(client, "Running");
        Directory.Delete(At("results"));
        _site.Engine.Release();

        Assert.Equal(ExitCode.Failure, await running);

        Assert.Contains(At("face.rescued.png"), _error.ToString());
        Assert.Equal(FakeEngine.Side, ImageDecoder.ReadInfo(await File.ReadAllBytesAsync(At("face.rescued.png"))).Width);
    }

    [Fact]
    public async Task Restore_PhotoThatIsNone_IsRefusedBeforeItIsSent()
    {
        await File.WriteAllTextAsync(At("notes.jpg"), "no picture");
        _key = "sair_wrong";

        Assert.Equal(ExitCode.Failure, await RestoreAsync("notes.jpg"));

        Assert.Contains("The file is not a picture", _error.ToString());
    }

    [Fact]
    public async Task Restore_Cancelled_CancelsTheRunOnTheSite()
    {
        _site.Engine.HoldAfter(3);
        using var cancellation = new CancellationTokenSource();
        using var client = new Client(_site.Address, _key);
        var running = RunAsync(cancellation.Token, "restore", At("small.png"), "-r", At("good.png"), "--server", _site.Address);
        await WaitForAsync(client, "Running");

        await cancellation.CancelAsync();

        Assert.Equal(ExitCode.Cancelled, await running);
        await WaitForAsync(client, "Cancelled");
        Assert.DoesNotContain("could not be cancelled", _error.ToString());
        Assert.False(File.Exists(Restored));
    }

    private static async Task WaitForAsync(Client client, string status)
    {
        for (var seen = ""; seen != status; await Task.Delay(50))
        {
            using var answer = await client.GetAsync("/api/v1/restorations");
            using var list = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            seen = list.RootElement.EnumerateArray().Select(item => item.GetProperty("status").GetString()).FirstOrDefault();
        }
    }

    private byte[] ReadPixels(string name) => ImageDecoder.Decode(File.ReadAllBytes(At(name))).Image.Pixels;

    private async Task<IReadOnlyList<string?>> ReferencesAsync(string record)
    {
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(At(record)));
        return
        [
            .. json.RootElement.GetProperty("references").EnumerateArray().Select(reference => reference.GetProperty("path").GetString()),
        ];
    }

    // What was said of the choice; then it is forgotten.
    private string Sentences()
    {
        var said = string.Join(
            '\n',
            _error
                .ToString()
                .Split('\n')
                .Where(line => line.StartsWith(_folder.Path, StringComparison.Ordinal) || line.Contains("leads", StringComparison.Ordinal))
        );
        _error.GetStringBuilder().Clear();
        return said;
    }

    private string At(string name) => Path.Combine(_folder.Path, name);

    // What stands on the error stream besides progress.
    private string Failures() =>
        string.Join('\n', _error.ToString().Split('\n').Where(line => line.StartsWith("sair:", StringComparison.Ordinal)));

    private Task<int> RestoreAsync(string photo, params string[] more) =>
        RunAsync(CancellationToken.None, ["restore", At(photo), "-r", At("good.png"), "--server", _site.Address, .. more]);

    private Task<int> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        CommandHost.RunAsync(arguments, Services(), cancellationToken);

    // This machine with the engine and the faces of the site.
    private CommandServices HereServices() =>
        Services() with
        {
            Engines = [new FakeEngine()],
            OpenModels = _ => new NoModels(),
            OpenFaces = _ => new DotFaceAnalyzer(),
        };

    private CommandServices Services() =>
        new()
        {
            Output = _output,
            Error = _error,
            IsInteractive = false,
            Time = TimeProvider.System,
            Engines = KnownEngines.All,
            OpenModels = _ => throw new InvalidOperationException("The site has the models."),
            OpenFaces = _ => throw new InvalidOperationException("The site finds the faces."),
            ServerKey = _key,
            SpareFolders = [_folder.Path],
        };
}
