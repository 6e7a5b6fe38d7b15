using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sair.Application.Models;
using Sair.Application.Restorations;
using Sair.Application.Tests.Fakes;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Engine;
using Sair.Engine.Engines;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Weights;
using Sair.Web.Accounts;
using Sair.Web.Components;
using Sair.Worker;

namespace Sair.Web.Tests;

/// <summary>
/// Base of tests of pages and of what starts something: the worker's own services on a database of the test; requests wait for
/// ever.
/// </summary>
public abstract class PageTests : ComponentTests, IAsyncLifetime
{
    private readonly DirectoryInfo _folder;

    /// <param name="engines">The engines, the default one first.</param>
    protected PageTests(params IRestorationEngine[] engines)
        : this(Directory.CreateTempSubdirectory("sair-pages-"), engines) { }

    private PageTests(DirectoryInfo folder, IRestorationEngine[] engines)
        : base(services => Add(services, folder.FullName, engines)) => _folder = folder;

    protected IDbContextFactory<SairDbContext> Contexts => Services.GetRequiredService<IDbContextFactory<SairDbContext>>();

    public async Task InitializeAsync()
    {
        await Services.GetRequiredService<DatabaseInitializer>().InitializeAsync();
        Services.GetRequiredService<CurrentOwner>().Enter(UserClaims.Of(Owners.Local, "Olga", "owner", "test"));
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Stores a photo of a face.</summary>
    protected async Task<Photo> StoreAsync(string name, float person)
    {
        var photo = TestFaces.Photo(name, 200, person);
        await using var context = await Contexts.CreateDbContextAsync();
        context.Add(photo);
        await context.SaveChangesAsync();
        return photo;
    }

    /// <summary>Puts a request for a photo into the queue.</summary>
    protected Task<Guid> SubmitAsync(Photo photo, params Photo[] references) =>
        Services
            .GetRequiredService<RequestSubmission>()
            .SubmitAsync(
                new NewRequest
                {
                    OwnerId = Owners.Local,
                    FaceId = photo.Faces[0].Id,
                    ReferenceFaceIds = [.. references.Select(reference => reference.Faces[0].Id)],
                    EngineId = "fake",
                    Options = new FakeOptions(),
                    EvenIfSomebodyElse = true,
                }
            );

    protected async Task<IReadOnlyList<RestorationRequest>> RequestsAsync()
    {
        await using var context = await Contexts.CreateDbContextAsync();
        return await context.Requests.AsNoTracking().Include(request => request.References).OrderBy(request => request.Id).ToListAsync();
    }

    private static void Add(IServiceCollection services, string folder, IRestorationEngine[] engines)
    {
        services.AddLogging();
        services.AddSairData(new DataOptions { Directory = folder });
        services.AddSingleton<IModelProvider>(new NoModels());
        services.AddSingleton<IFaceAnalyzer>(new NoFaces());
        services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        services.AddSairWorker(new WorkerOptions { Host = "here" }, _ => engines);
        services.AddSingleton(new ModelsOptions { Directory = folder });
        services.AddSingleton<EngineAvailability>();
        services.AddSingleton<IHttpContextAccessor>(new HttpContextAccessor());
        services.AddScoped<CurrentOwner>();
        services.AddScoped<TabDrafts>();
        services.AddScoped<Undo>();
    }

    private sealed class NoModels : IModelProvider
    {
        public LoadedModel Open(string modelId, TorchSharp.torch.Device device) =>
            throw new ModelUnavailableException(modelId, modelId, "There are no models here.");
    }

    private sealed class NoFaces : IFaceAnalyzer
    {
        public IReadOnlyList<DetectedFace> Analyze(RgbImage photo, CancellationToken cancellationToken = default) => [];

        public DetectedFace AnalyzeAt(RgbImage photo, FaceBox box) => throw new NoFaceFoundException("There are no faces here.");

        public FaceDescription DescribeAligned(RgbImage aligned) => throw new NoFaceFoundException("There are no faces here.");
    }
}

/// <summary>Never runs.</summary>
/// <param name="id">Its id, and its name with a capital.</param>
/// <param name="minimumReferences">How many good photos it needs.</param>
public sealed class FakeEngine(string id = "fake", int minimumReferences = 0) : RestorationEngine<FakeOptions>
{
    public override EngineDescriptor Descriptor { get; } =
        new(
            id,
            char.ToUpperInvariant(id[0]) + id[1..],
            "Does nothing.",
            "No publication.",
            typeof(FakeOptions),
            [],
            ["waiting"],
            minimumReferences
        );

    protected override IEnumerable<RestorationStep> Restore(
        RestorationInput input,
        FakeOptions options,
        EngineContext context,
        CancellationToken cancellationToken
    ) => [];
}

/// <summary>Options of the <see cref="FakeEngine"/>.</summary>
public sealed record FakeOptions : EngineOptions
{
    public int Iterations { get; init; } = 40;
}
