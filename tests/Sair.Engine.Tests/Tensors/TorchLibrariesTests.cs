using Sair.TestKit;

namespace Sair.Engine.Tests.Tensors;

public sealed class TorchLibrariesTests
{
    [Fact]
    public void FindFolder_WithoutAny_SaysWhereItLookedAndWhatToDo()
    {
        using var folder = new TemporaryFolder();

        var failure = Assert.Throws<TorchUnavailableException>(() => TorchLibraries.FindFolder(null, folder.Path));

        Assert.Contains(Path.Combine(folder.Path, "torch"), failure.Message, StringComparison.Ordinal);
        Assert.Contains("run 'make build'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindFolder_NamedOneWithoutLibtorch_NamesTheVariable()
    {
        using var folder = new TemporaryFolder();

        var failure = Assert.Throws<TorchUnavailableException>(() => TorchLibraries.FindFolder(folder.Path, AppContext.BaseDirectory));

        Assert.StartsWith($"SAIR_TORCH names {folder.Path}, which holds no libtorch_cpu.so", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cli/torch")]
    [InlineData("torch")]
    [InlineData("elsewhere")]
    public void FindFolder_BesideTheProgramOrWhereTheBuildSays_FindsIt(string place)
    {
        using var folder = new TemporaryFolder();
        var program = Directory.CreateDirectory(Path.Combine(folder.Path, "cli")).FullName;
        var libraries = Directory.CreateDirectory(Path.Combine(folder.Path, place)).FullName;
        File.WriteAllText(Path.Combine(libraries, "libtorch_cpu.so"), "");
        File.WriteAllText(Path.Combine(program, "torch.path"), Path.Combine(folder.Path, "elsewhere"));

        Assert.Equal(libraries, TorchLibraries.FindFolder(null, program));
        Assert.Equal(libraries, TorchLibraries.FindFolder(libraries, AppContext.BaseDirectory));
    }

    [Theory]
    [InlineData("libtorch.version", "1.13.1")]
    [InlineData("../version.py", "__version__ = '2.6.0+cpu'")]
    [InlineData("../build-version", "2.5.1+cu124")]
    public void Check_OlderLibtorch_NamesItsVersionAndTheNeededOne(string file, string text)
    {
        using var folder = new TemporaryFolder();
        var libraries = Directory.CreateDirectory(Path.Combine(folder.Path, "lib")).FullName;
        File.WriteAllText(Path.Combine(libraries, file), text);

        var failure = Assert.Throws<TorchUnavailableException>(() => TorchLibraries.Check(libraries, hasAvx2: true));

        Assert.Contains(
            $"is version {TorchLibraries.ReadVersion(libraries)} and this program was made for 2.10",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("2.10.0")]
    [InlineData("2.11.0")]
    [InlineData("of unknown age")]
    public void Check_FittingLibtorch_IsAccepted(string version)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "libtorch.version"), version);

        TorchLibraries.Check(folder.Path, hasAvx2: true);

        Assert.Equal(version.StartsWith('2') ? version : null, TorchLibraries.ReadVersion(folder.Path));
    }

    [Fact]
    public void Check_ProcessorWithoutAvx2_SaysWhatToDo()
    {
        var failure = Assert.Throws<TorchUnavailableException>(() => TorchLibraries.Check(AppContext.BaseDirectory, hasAvx2: false));

        Assert.Contains("no AVX2 instructions", failure.Message, StringComparison.Ordinal);
    }
}
