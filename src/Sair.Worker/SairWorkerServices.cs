using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sair.Application;
using Sair.Application.People;
using Sair.Application.Restorations;
using Sair.Data;
using Sair.Engine.Engines;
using Sair.Engine.Faces;
using Sair.Worker.Devices;
using Sair.Worker.Gpu;
using Sair.Worker.Previews;
using Sair.Worker.Queue;
using Sair.Worker.Runs;

namespace Sair.Worker;

/// <summary>Registers the worker.</summary>
public static class SairWorkerServices
{
    /// <summary>
    /// Adds queue, thread, previews, photo intake and the background loop. The host adds the data with
    /// <see cref="SairDataServices.AddSairData"/>, an <c>IModelProvider</c>, an <see cref="IFaceAnalyzer"/> and data protection;
    /// the analyzer is asked for when the first photo comes, and again while its models are missing.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="options">How this host runs.</param>
    /// <param name="engines">The explicit list of engines; the first is the default.</param>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public static IServiceCollection AddSairWorker(
        this IServiceCollection services,
        WorkerOptions options,
        Func<IServiceProvider, IReadOnlyList<IRestorationEngine>> engines
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(engines);
        services.AddSairApplication(options, engines);
        services.AddSingleton(options);
        services.TryAddSingleton<Func<GpuThread>>(provider =>
            () =>
                new GpuThread(
                    options,
                    provider.GetRequiredService<TimeProvider>(),
                    () => TorchRuntime.Configure(options.Threads, tensorFloat32: options.TensorFloat32)
                )
        );
        services.AddSingleton(provider => provider.GetRequiredService<Func<GpuThread>>()());
        services.AddSingleton<IComputeThread>(provider => provider.GetRequiredService<GpuThread>());
        services.TryAddSingleton(_ => new WorkerDevice(options.Device, GpuDriver.List, options.Runs));
        services.AddSingleton<IComputeDevice>(provider => provider.GetRequiredService<WorkerDevice>());
        services.AddSingleton(provider => new RunLanes(
            provider.GetRequiredService<WorkerDevice>(),
            provider.GetRequiredService<GpuThread>(),
            provider.GetRequiredService<Func<GpuThread>>()
        ));
        services.AddSingleton<PreviewBroker>();
        services.AddSingleton<RequestQueue>();
        services.AddSingleton<ActiveRuns>();
        services.AddSingleton<IRunningRequests>(provider => provider.GetRequiredService<ActiveRuns>());
        services.AddSingleton<InputLoader>();
        services.AddSingleton<ParentRuns>();
        services.AddSingleton<LeaseKeeper>();
        services.AddSingleton<InstantPreview>();
        services.AddSingleton<RunRecorder>();
        services.AddSingleton<EngineDriver>();
        services.AddSingleton<ResultJudge>();
        services.AddSingleton<RestorationRunner>();
        services.AddHostedService<RestorationWorker>();
        return services;
    }
}
