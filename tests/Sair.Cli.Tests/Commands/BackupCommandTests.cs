using Microsoft.Extensions.DependencyInjection;
using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.People;

namespace Sair.Cli.Tests.Commands;

public sealed class BackupCommandTests : IDisposable
{
    private readonly CommandLineFixture _fixture = new();

    private string Data => _fixture.At("data");

    private string Zip => _fixture.At("backup.zip");

    [Fact]
    public async Task CreateAndRestore_DatabaseInUse_BringsItsRowsBack()
    {
        await using var site = await OpenAsync(Data);
        await site.GetRequiredService<PeopleStore>().AddAsync(Owners.Local, "Anna");

        Assert.Equal((ExitCode.Success, ""), (await _fixture.RunAsync("backup", "create", Zip, "--data", Data), _fixture.Error));
        Assert.Equal(
            (ExitCode.Success, ""),
            (await _fixture.RunAsync("backup", "restore", Zip, "--data", _fixture.At("elsewhere")), _fixture.Error)
        );

        Assert.Contains("holds the database and 0 pictures", _fixture.Output);
        Assert.Contains($"are back in {_fixture.At("elsewhere")}", _fixture.Output);
        Assert.Contains("Nobody is signed in any more.", _fixture.Output);
        await using var restored = await OpenAsync(_fixture.At("elsewhere"));
        Assert.Equal("Anna", Assert.Single(await restored.GetRequiredService<PeopleStore>().ListAsync(Owners.Local)).Name);
    }

    [Theory]
    [InlineData("create", "There is no database at")]
    [InlineData("restore", "There is no file")]
    public async Task Backup_NothingThere_SaysWhatToDo(string verb, string sentence)
    {
        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("backup", verb, Zip, "--data", Data));

        Assert.StartsWith($"sair: {sentence}", _fixture.Error);
        Assert.Single(_fixture.Error.TrimEnd().Split('\n'));
        Assert.False(File.Exists(Zip));
    }

    [Fact]
    public async Task Create_FileExists_LeavesItAlone()
    {
        await (await OpenAsync(Data)).DisposeAsync();
        await File.WriteAllTextAsync(Zip, "mine");

        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("backup", "create", Zip, "--data", Data));

        Assert.Contains("exists already", _fixture.Error);
        Assert.Equal("mine", await File.ReadAllTextAsync(Zip));
    }

    [Fact]
    public async Task Create_NoDatabaseFile_SaysThatItIsDamaged()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "sair.db"), "these are the notes of somebody, not a database at all");

        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("backup", "create", Zip, "--data", Data));

        Assert.Contains("is damaged", _fixture.Error);
        Assert.False(File.Exists(Zip));
    }

    [Fact]
    public async Task Create_FolderMissing_NamesIt()
    {
        await (await OpenAsync(Data)).DisposeAsync();

        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("backup", "create", _fixture.At("nowhere/backup.zip"), "--data", Data));

        Assert.Contains($"There is no folder {_fixture.At("nowhere")}", _fixture.Error);
    }

    // What a full disk says to the command: the device that is always full.
    [SkippableFact]
    public async Task Restore_FullDisk_SaysSo()
    {
        Skip.IfNot(File.Exists("/dev/full"), "There is no device that is always full.");
        await (await OpenAsync(Data)).DisposeAsync();
        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("backup", "create", Zip, "--data", Data));
        Directory.CreateDirectory(_fixture.At("full"));
        File.CreateSymbolicLink(_fixture.At("full/sair.db.partial"), "/dev/full");

        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("backup", "restore", Zip, "--data", _fixture.At("full")));

        Assert.Contains("is full: free some space and try again", _fixture.Error);
        Assert.False(File.Exists(_fixture.At("full/sair.db")));
    }

    public void Dispose() => _fixture.Dispose();

    private static async Task<ServiceProvider> OpenAsync(string directory)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSairData(new DataOptions { Directory = directory });
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<DatabaseInitializer>().InitializeAsync();
        return provider;
    }
}
