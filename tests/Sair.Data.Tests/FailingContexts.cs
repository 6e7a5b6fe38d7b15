using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Sair.Data.Sqlite;

namespace Sair.Data.Tests;

/// <summary>Opens a database in a process that ends in the middle: the statement that is meant is not done, and none after it.</summary>
public sealed class FailingContexts : DbCommandInterceptor, IDbContextFactory<SairDbContext>
{
    private readonly DbContextOptions<SairDbContext> _options;
    private bool _isOver;

    public FailingContexts(DataOptions data)
    {
        var builder = new DbContextOptionsBuilder<SairDbContext>();
        builder.UseSairSqlite(data.DatabasePath);
        builder.AddInterceptors(this);
        _options = builder.Options;
    }

    /// <summary>At which statement the process ends.</summary>
    public Predicate<string> EndsAt { get; set; } = _ => false;

    public SairDbContext CreateDbContext() => new(_options);

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Check(command);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        Check(command);
        return new(result);
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        Check(command);
        return new(result);
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result,
        CancellationToken cancellationToken = default
    )
    {
        Check(command);
        return new(result);
    }

    private void Check(DbCommand command)
    {
        _isOver |= EndsAt(command.CommandText);
        if (_isOver)
        {
            throw new ProcessEndedException();
        }
    }
}

/// <summary>The process ends here.</summary>
public sealed class ProcessEndedException() : Exception("The process ends here.");
