using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sair.Application.Photos;
using Sair.Application.Restorations;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Engine.Engines;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Weights;
using Sair.Worker.Devices;
using Sair.Worker.Gpu;
using Sair.Worker.Previews;
using Sair.Worker.Queue;

namespace Sair.Worker.Tests.Fakes;

/// <summary>The worker with a real database in a temporary directory, a fake engine and fake faces.</summary>
public sealed class WorkerFixture : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly ServiceProvider _provider;
    private readonly bool _ownsDirectory;
    private readonly Dictionary<int, Guid> _faces = [];
    private Guid? _good;
    private bool _started;

    /// <param name="engine">The only engine.</param>
    /// <param name="options">A host called “here” by default.</param>
    /// <param name="time">The system's clock by default.</param>
    /// <param name="directory">The data directory, kept afterwards; a temporary one by default.</param>
    /// <param name="create">Creates blob files.</param>
    /// <param name="models">Real models, which also switch real face analysis on.</param>
    public WorkerFixture(
        IRestorationEngine engine,
        WorkerOptions? options = null,
        TimeProvider? time = null,
        string? directory = null,
        Func<string, Stream>? create = null,
        IModelProvider? models = null
    )
        : this(_ => engine, options, time, directory, create, models) { }

    /// <summary>Builds the engine from the worker's own services.</summary>
    public WorkerFixture(
        Func<IServiceProvider, IRestorationEngine> engine,
        WorkerOptions? options = null,
        TimeProvider? time = null,
        string? directory = null,
        Func<string, Stream>? create = null,
        IModelProvider? models = null
    )
    {
        _ownsDirectory = directory is null;
        var data = new DataOptions { Directory = directory ?? System.IO.Directory.CreateTempSubdirectory("sair-worker-").FullName };
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSairData(data);
        services.AddSingleton(new BlobStore(data, create));
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton(Faces);
        services.AddSingleton(_ => Protection);
        services.AddSingleton<IFaceAnalyzer>(_ => models is null ? Faces.Load() : new FaceAnalyzer(models));
        services.AddSingleton(models ?? new NoModels());
        services.AddSingleton(Lifetime);
        services.AddSingleton<IHostApplicationLifetime>(Lifetime);
        services.AddSingleton<Func<GpuThread>>(provider =>
            () => new GpuThread(provider.GetRequiredService<WorkerOptions>(), provider.GetRequiredService<TimeProvider>(), () => { })
        );
        services.AddSingleton(provider => new WorkerDevice(
            provider.GetRequiredService<WorkerOptions>().Device,
            () => Gpus,
            provider.GetRequiredService<WorkerOptions>().Runs
        ));
        services.AddSairWorker(options ?? new WorkerOptions { Host = "here" }, provider => [engine(provider), .. OtherEngines]);
        _provider = services.BuildServiceProvider();
        Directory = data.Directory;
    }

    public IReadOnlyList<IRestorationEngine> OtherEngines { get; init; } = [];

    public FakeFaces Faces { get; } = new();

    /// <summary>The GPUs that the worker finds.</summary>
    public IReadOnlyList<GpuInfo> Gpus { get; init; } = [];

    public IDataProtectionProvider Protection { get; init; } = new EphemeralDataProtectionProvider();

    public FakeLifetime Lifetime { get; } = new();

    public string Directory { get; }

    public RequestControl Control => Get<RequestControl>();

    public PreviewBroker Broker => Get<PreviewBroker>();

    public RequestQueue Queue => Get<RequestQueue>();

    /// <summary>The services that work in the background.</summary>
    public IEnumerable<BackgroundService> Background => _provider.GetServices<IHostedService>().OfType<BackgroundService>();

    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    /// <summary>A small PNG; different seeds give different bytes.</summary>
    public static byte[] Picture(int seed, int side = 32)
    {
        var pixels = new byte[side * side * 3];
        new Random(seed).NextBytes(pixels);
        return ImageEncoder.Encode(new RgbImage(side, side, pixels), ImageFormat.Png);
    }

    public async Task InitializeAsync() => await Get<DatabaseInitializer>().InitializeAsync();

    public async Task StartAsync()
    {
        _started = true;
        foreach (var service in _provider.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }
    }

    public async Task StopAsync()
    {
        _started = false;
        foreach (var service in _provider.GetServices<IHostedService>().Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Takes photos in before a gated engine blocks the thread that looks for faces.</summary>
    public async Task PrepareAsync(params int[] seeds)
    {
        _good ??= (await Get<PhotoIntake>().AddAsync(Owners.Local, "good.png", Picture(seed: 4242))).Photo.Faces[0].Id;
        foreach (var seed in seeds)
        {
            _faces[seed] = (await Get<PhotoIntake>().AddAsync(Owners.Local, "photo.png", Picture(seed))).Photo.Faces[0].Id;
        }
    }

    /// <summary>Asks for the restoration of a photo, which is taken in where it was not prepared; the seed tells requests apart.</summary>
    public async Task<Guid> SubmitAsync(int seed = 1, int iterations = 4, int priority = 0)
    {
        if (!_faces.ContainsKey(seed))
        {
            await PrepareAsync(seed);
        }

        return await Get<RequestSubmission>()
            .SubmitAsync(
                new NewRequest
                {
                    OwnerId = Owners.Local,
                    FaceId = _faces[seed],
                    ReferenceFaceIds = [_good!.Value],
                    EngineId = "fake",
                    Options = new FakeOptions { Iterations = iterations, Seed = seed },
                    Priority = priority,
                }
            );
    }

    public async Task<HistoryEntry?> FindAsync(Guid requestId, Guid? ownerId = null) =>
        await Get<HistoryQueries>().FindAsync(requestId, ownerId);

    /// <summary>Follows a request from now on to its last announcement and returns all of them.</summary>
    public async Task<List<RunAnnouncement>> WatchAsync(Guid requestId)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var subscription = Broker.Subscribe(requestId);
        var announcements = new List<RunAnnouncement>();
        await foreach (var announcement in subscription.ReadAllAsync(patience.Token))
        {
            announcements.Add(announcement);
        }

        return announcements;
    }

    /// <summary>Waits until the request has announced the iteration.</summary>
    public Task WaitForIterationAsync(Guid requestId, int index) => WaitForAsync(requestId, announcement => announcement.Index >= index);

    /// <summary>Waits until the request has announced a preview.</summary>
    public Task WaitForPreviewAsync(Guid requestId) => WaitForAsync(requestId, announcement => announcement.PreviewIndex is not null);

    public int CountFiles() =>
        System.IO.Directory.EnumerateFiles(Path.Combine(Directory, "blobs"), "*", SearchOption.AllDirectories).Count();

    public async Task<SairDbContext> OpenAsync() => await Get<IDbContextFactory<SairDbContext>>().CreateDbContextAsync();

    public async ValueTask DisposeAsync()
    {
        if (_started)
        {
            await StopAsync();
        }

        await _provider.DisposeAsync();
        if (_ownsDirectory)
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    private async Task WaitForAsync(Guid requestId, Predicate<RunAnnouncement> isReached)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var subscription = Broker.Subscribe(requestId);
        if (subscription.Snapshot.Latest is { } latest && isReached(latest))
        {
            return;
        }

        await foreach (var announcement in subscription.ReadAllAsync(patience.Token))
        {
            if (isReached(announcement))
            {
                return;
            }
        }

        Assert.Fail("The request ended before it came that far.");
    }
}
