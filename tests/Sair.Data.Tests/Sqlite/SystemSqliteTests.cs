using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;

namespace Sair.Data.Tests.Sqlite;

public sealed class SystemSqliteTests
{
    [Fact]
    public async Task Register_BeforeTheFirstCall_RunsOnTheLibraryThatLibvipsLoads()
    {
        await using var data = await DataFixture.CreateAsync();
        await using var context = await data.Contexts.CreateDbContextAsync();

        var used = await context.Database.SqlQueryRaw<string>("SELECT sqlite_source_id() AS Value").SingleAsync();

        Assert.Equal(Marshal.PtrToStringUTF8(SourceId()), used);
    }

    [DllImport("libsqlite3.so.0", EntryPoint = "sqlite3_sourceid")]
    private static extern nint SourceId();
}
