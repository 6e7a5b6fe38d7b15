using Microsoft.EntityFrameworkCore;

namespace Sair.Data.Requests;

/// <summary>Tells from earlier restorations how long the next one takes on this machine.</summary>
/// <param name="contexts">Opens the database.</param>
public sealed class RunTimes(IDbContextFactory<SairDbContext> contexts)
{
    private const int Recent = 9;

    /// <summary>Reads how long an engine took lately.</summary>
    /// <param name="engineId">The engine.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>The medians of the last runs; null where the engine never ran to an end.</returns>
    public async Task<RunTime?> FindAsync(string engineId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = await context
            .Requests.Where(request => request.EngineId == engineId && request.Restoration != null)
            .OrderByDescending(request => request.Id)
            .Select(request => new
            {
                request.Restoration!.DurationSeconds,
                request.Restoration.SecondsPerIteration,
                request.Restoration.Iterations,
            })
            .Take(Recent)
            .ToListAsync(cancellationToken);
        return runs.Count == 0
            ? null
            : new RunTime(
                Median(runs.Select(run => Math.Max(0, run.DurationSeconds - (run.SecondsPerIteration * run.Iterations)))),
                Median(runs.Select(run => run.SecondsPerIteration)),
                (int)Median(runs.Select(run => (double)run.Iterations))
            );
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}

/// <summary>How long an engine took lately.</summary>
/// <param name="StartSeconds">What passes before and beside the iterations, mostly loading the models.</param>
/// <param name="SecondsPerIteration">Mean duration of an iteration.</param>
/// <param name="Iterations">How many iterations a run had.</param>
public sealed record RunTime(double StartSeconds, double SecondsPerIteration, int Iterations)
{
    /// <summary>Gets the duration of a run.</summary>
    /// <param name="iterations">Its iterations; null for as many as the last ones had.</param>
    public TimeSpan Estimate(int? iterations) => TimeSpan.FromSeconds(StartSeconds + (SecondsPerIteration * (iterations ?? Iterations)));
}
