using System.Text.Json;
using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;
using Sair.Engine.Imaging;
using Sair.TestKit;

namespace Sair.Cli.Tests.Commands;

/// <summary>
/// The real engine and face networks on a tiny random face pack: what comes out is no face, but everything between the files runs.
/// </summary>
public sealed class EndToEndTests : IDisposable
{
    private readonly CommandLineFixture _fixture = new() { IsReal = true };

    public EndToEndTests() => TinyFacePack.Write(_fixture.Folder);

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Restore_AlignedSquares_RunsTheSearchAndRepeatsItselfForASeed()
    {
        var photo = _fixture.Noise("photo.png", 16, 1);
        var reference = _fixture.Noise("reference.png", 64, 2);
        string[] arguments =
        [
            "restore",
            photo,
            "--reference",
            reference,
            "--reference",
            _fixture.Noise("other.png", 64, 3),
            "--aligned",
            "--iterations",
            "2",
            "--tuning-iterations",
            "1",
            "--seed",
            "5",
        ];

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync([.. arguments, "--out", _fixture.At("first.png"), "--json", _fixture.At("run.json")])
        );
        Assert.Equal(ExitCode.Success, await _fixture.RunAsync([.. arguments, "--out", _fixture.At("second.png")]));

        var first = File.ReadAllBytes(_fixture.At("first.png"));
        Assert.Equal(TinyFacePack.Size, ImageDecoder.Decode(first).Image.Width);
        Assert.Equal(first, File.ReadAllBytes(_fixture.At("second.png")));
        using var json = JsonDocument.Parse(File.ReadAllBytes(_fixture.At("run.json")));
        var iterations = json.RootElement.GetProperty("iterations");
        Assert.Equal(3, iterations.GetArrayLength());
        Assert.True(iterations[2].GetProperty("terms").GetProperty("fidelity").GetProperty("weighted").GetDouble() > 0);
        Assert.InRange(json.RootElement.GetProperty("identityAfter").GetDouble(), -1, 1);
        Assert.Equal(2, json.RootElement.GetProperty("references").GetArrayLength());
        Assert.True(json.RootElement.GetProperty("modelHashes").TryGetProperty("face-pack-generator", out _));
    }
}
