using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Data.Restorations;

namespace Sair.Data.Tests;

/// <summary>A migrated database and a blob store in a temporary directory.</summary>
public sealed class DataFixture : IAsyncDisposable
{
    private static readonly DateTime s_noon = new(2030, 1, 2, 12, 0, 0, DateTimeKind.Utc);

    private readonly ServiceProvider _provider;

    private DataFixture(DataOptions options, Func<string, Stream>? create)
    {
        Options = options;
        var services = new ServiceCollection();
        services.AddFakeLogging();
        services.AddSairData(options);
        services.AddSingleton(new BlobStore(options, create));
        _provider = services.BuildServiceProvider();
    }

    public DataOptions Options { get; }

    /// <summary>Gets what was logged.</summary>
    public IReadOnlyList<FakeLogRecord> Log => _provider.GetFakeLogCollector().GetSnapshot();

    public BlobStore Store => Get<BlobStore>();

    public BlobCollector Collector => Get<BlobCollector>();

    public IDbContextFactory<SairDbContext> Contexts => Get<IDbContextFactory<SairDbContext>>();

    public static async Task<DataFixture> CreateAsync(Func<string, Stream>? create = null)
    {
        var fixture = CreateEmpty(create);
        await fixture.Get<DatabaseInitializer>().InitializeAsync();
        return fixture;
    }

    /// <summary>Creates the fixture before anything was initialised.</summary>
    public static DataFixture CreateEmpty(Func<string, Stream>? create = null) =>
        new(new DataOptions { Directory = Directory.CreateTempSubdirectory("sair-data-").FullName }, create);

    /// <summary>Creates the fixture in a directory that may be missing, before anything was initialised.</summary>
    public static DataFixture CreateIn(DataOptions options) => new(options, null);

    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    /// <summary>Counts the blob files, finished or not.</summary>
    public int CountFiles() => Directory.EnumerateFiles(Options.BlobDirectory, "*", SearchOption.AllDirectories).Count();

    public async Task<User> AddUserAsync(string name, string role = User.MemberRole, Guid? id = null)
    {
        var user = new User
        {
            Id = id ?? Guid.CreateVersion7(),
            Name = name,
            NormalizedName = name.ToUpperInvariant(),
            Role = role,
            SecurityStamp = "first",
            CreatedUtc = s_noon,
        };
        await using var context = await Contexts.CreateDbContextAsync();
        context.Add(user);
        await context.SaveChangesAsync();
        return user;
    }

    public async Task<Photo> AddPhotoAsync(string content, byte descriptorByte = 1)
    {
        await using var batch = Collector.BeginBatch();
        var photo = new Photo
        {
            FileName = content + ".jpg",
            Format = "jpeg",
            OriginalBlob = await batch.AddAsync(Bytes(content + " original")),
            PreviewBlob = await batch.AddAsync(Bytes(content + " preview")),
            OriginalBytes = 10,
            Width = 40,
            Height = 30,
            CreatedUtc = s_noon,
        };
        photo.Faces.Add(
            new Face
            {
                Position = 0,
                BoxX = 1,
                BoxY = 2,
                BoxWidth = 3,
                BoxHeight = 4,
                Landmarks = FaceBytes.Pack(new double[136]),
                Quad = FaceBytes.Pack(new double[8]),
                SquareBlob = await batch.AddAsync(Bytes(content + " square")),
                Descriptor = [.. Enumerable.Repeat(descriptorByte, 512)],
                ExpressionsJson = "{}",
                Score = 0.9,
            }
        );
        await using var context = await Contexts.CreateDbContextAsync();
        context.Add(photo);
        await context.SaveChangesAsync();
        return photo;
    }

    public async Task<RestorationRequest> AddRequestAsync(
        Photo photo,
        Photo reference,
        int priority = 0,
        long position = 0,
        Guid? ownerId = null
    )
    {
        var request = new RestorationRequest
        {
            Id = Guid.CreateVersion7(new DateTimeOffset(s_noon).AddSeconds(position)),
            OwnerId = ownerId ?? Owners.Local,
            PhotoId = photo.Id,
            FaceId = photo.Faces[0].Id,
            EngineId = "fake",
            OptionsJson = "{}",
            Position = position,
            Priority = priority,
            CreatedUtc = s_noon,
        };
        request.References.Add(new RequestReference { Position = 0, FaceId = reference.Faces[0].Id });
        await using var context = await Contexts.CreateDbContextAsync();
        context.Add(request);
        await context.SaveChangesAsync();
        return request;
    }

    public async Task<Restoration> AddRestorationAsync(RestorationRequest request, string content)
    {
        await using var batch = Collector.BeginBatch();
        var restoration = new Restoration
        {
            RequestId = request.Id,
            ResultBlob = await batch.AddAsync(Bytes(content + " result")),
            AlignedBlob = await batch.AddAsync(Bytes(content + " aligned")),
            StateBlob = await batch.AddAsync(Bytes(content + " state")),
            Side = 256,
            OptionsJson = "{}",
            OptionsVersion = 1,
            Seed = 7,
            ModelHashesJson = "{}",
            LibraryVersionsJson = "{}",
            LossCurveJson = "{}",
            Iterations = 3,
            DurationSeconds = 1.5,
            SecondsPerIteration = 0.5,
            CreatedUtc = s_noon,
        };
        await using var context = await Contexts.CreateDbContextAsync();
        context.Add(restoration);
        await context
            .Requests.Where(r => r.Id == request.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, RequestStatus.Succeeded));
        await context.SaveChangesAsync();
        return restoration;
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        Directory.Delete(Options.Directory, recursive: true);
    }

    public static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
