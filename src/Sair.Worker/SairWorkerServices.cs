using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sair.Data;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Engine.Engines;
using Sair.Engine.Faces;
using Sair.Worker.Devices;
using Sair.Worker.Engines;
using Sair.Worker.Evidence;
using Sair.Worker.Gpu;
using Sair.Worker.People;
using Sair.Worker.Personal;
using Sair.Worker.Photos;
using Sair.Worker.Previews;
using Sair.Worker.Quality;
using Sair.Worker.Queue;
using Sair.Worker.Runs;

namespace Sair.Worker;

/// <summary>Registers the worker.</summary>
public static class SairWorkerServices
{
    /// <summary>
    /// Adds queue, thread, previews, photo intake and the background loop. The host adds the data with
    /// <see cref="SairDataServices.AddSairData"/>, an <c>IModelProvider</c> and an <see cref="IFaceAnalyzer"/>; the analyzer is
    /// asked for when the first photo comes, and again while its models are missing. A host whose engine keeps personal weights in
    /// <see cref="EncryptedPersonalWeightsStore"/> adds data protection too.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="options">How this host runs.</param>
    /// <param name="engines">The explicit list of engines; the first is the default.</param>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public static IServiceCollection AddSairWorker(
        this IServiceCollection services, WorkerOptions options, Func<IServiceProvider, IReadOnlyList<IRestorationEngine>> engines)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(engines);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        Validator.ValidateObject(options.Limits, new ValidationContext(options.Limits), validateAllProperties: true);
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new EngineRegistry(engines(provider)));
        services.TryAddSingleton<Func<GpuThread>>(provider => () => new GpuThread(
            options, provider.GetRequiredService<TimeProvider>(), () => TorchRuntime.Configure(options.Threads, tensorFloat32: options.TensorFloat32)));
        services.AddSingleton(provider => provider.GetRequiredService<Func<GpuThread>>()());
        services.TryAddSingleton(_ => new WorkerDevice(options.Device, GpuDriver.List, options.Runs));
        services.AddSingleton(provider => new RunLanes(
            provider.GetRequiredService<WorkerDevice>(), provider.GetRequiredService<GpuThread>(), provider.GetRequiredService<Func<GpuThread>>()));
        services.AddSingleton<EngineEstimates>();
        services.AddSingleton<PreviewBroker>();
        services.AddSingleton<Func<IFaceAnalyzer>>(provider => provider.GetRequiredService<IFaceAnalyzer>);
        services.AddSingleton<FaceScorer>();
        services.AddSingleton<PixelBudget>();
        services.AddSingleton<PhotoIntake>();
        services.AddSingleton<PhotoTurns>();
        services.AddSingleton<FaceNotes>();
        services.AddSingleton<FaceSearchSignal>();
        services.AddSingleton<AlbumIntake>();
        services.AddSingleton<Albums>();
        services.AddSingleton<RequestQueue>();
        services.AddSingleton<RequestSubmission>();
        services.AddSingleton(provider => new RequestControl(
            provider.GetRequiredService<IDbContextFactory<SairDbContext>>(),
            provider.GetRequiredService<RequestStore>(),
            provider.GetRequiredService<PhotoStore>(),
            provider.GetRequiredService<ActiveRuns>(),
            provider.GetRequiredService<PreviewBroker>(),
            provider.GetRequiredService<RequestQueue>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<QueueOrder>();
        services.AddSingleton<ActiveRuns>();
        services.AddSingleton<InputLoader>();
        services.AddSingleton<ParentRuns>();
        services.AddSingleton<LeaseKeeper>();
        services.AddSingleton<InstantPreview>();
        services.AddSingleton<EvidenceCollector>();
        services.AddSingleton<RunRecorder>();
        services.AddSingleton<CurrentRun>();
        services.AddSingleton<EncryptedPersonalWeightsStore>();
        services.AddSingleton<RestorationRunner>();
        services.AddHostedService<DataStartup>();
        services.AddHostedService<RestorationWorker>();
        services.AddHostedService<QualityCatchUp>();
        services.AddHostedService<FaceSearch>();
        return services;
    }
}
