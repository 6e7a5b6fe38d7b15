using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Sair.Data.Sqlite;

namespace Sair.Data.Migrations;

/// <summary>Gives the migrations tool a context; the database file is never opened by adding a migration.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<SairDbContext>
{
    /// <inheritdoc/>
    public SairDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SairDbContext>();
        options.UseSairSqlite(Path.Combine(Path.GetTempPath(), "sair-design-time.db"));
        return new SairDbContext(options.Options);
    }
}
