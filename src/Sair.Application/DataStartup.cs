using Microsoft.Extensions.Hosting;
using Sair.Data;

namespace Sair.Application;

/// <summary>Makes the data directory ready before anything else of the host starts.</summary>
/// <param name="initializer">Applies migrations and deletes orphaned files.</param>
internal sealed class DataStartup(DatabaseInitializer initializer) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => initializer.InitializeAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
