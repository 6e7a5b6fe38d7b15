using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.People;
using Sair.Data.Photos;
using Sair.Engine.Imaging;

namespace Sair.Browser.Tests.Hosting;

/// <summary>A person with so many photos that nobody would upload them in a test: rows and files as the intake writes them.</summary>
internal static class LargeAlbum
{
    private const int DescriptorLength = 128;
    private const int LandmarkCount = 68;
    private const int PhotoSide = 512;
    private const int ThumbnailSide = 192;

    private static readonly DateTime s_start = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Stores the album.</summary>
    /// <returns>The id of the person.</returns>
    public static async Task<Guid> AddAsync(IServiceProvider services, string name, int photos)
    {
        var random = new Random(1);
        var centre = Enumerable.Range(0, DescriptorLength).Select(_ => (random.NextSingle() - 0.5f) * 0.3f).ToArray();
        var person = new Person
        {
            OwnerId = Owners.Local,
            Name = name,
            CreatedUtc = s_start,
        };
        await using var batch = services.GetRequiredService<BlobCollector>().BeginBatch();
        var picture = await batch.AddAsync(ImageEncoder.Encode(Pattern(random, PhotoSide), ImageFormat.Jpeg));
        await using var context = await services.GetRequiredService<IDbContextFactory<SairDbContext>>().CreateDbContextAsync();
        context.Add(person);
        for (var i = 0; i < photos; i++)
        {
            var thumbnail = await batch.AddAsync(ImageEncoder.Encode(Pattern(random, ThumbnailSide), ImageFormat.Jpeg));
            var photo = Photo(i, picture, random);
            photo.Faces.Add(Face(photo.Id, picture, thumbnail, centre, random));
            context.Add(photo);
            context.Add(
                new PersonPhoto
                {
                    PersonId = person.Id,
                    PhotoId = photo.Id,
                    FaceId = photo.Faces[0].Id,
                    AddedUtc = s_start.AddSeconds(i),
                }
            );
        }

        await context.SaveChangesAsync();
        return person.Id;
    }

    private static Photo Photo(int number, BlobId picture, Random random) =>
        new()
        {
            FileName = $"IMG_{number:0000}.jpg",
            Format = "jpeg",
            OriginalBlob = picture,
            PreviewBlob = picture,
            OriginalBytes = 4_000_000,
            Width = PhotoSide,
            Height = PhotoSide,
            CreatedUtc = s_start.AddSeconds(number),
            TakenUtc = s_start.AddDays(-number),
            DifferenceHash = random.NextInt64(),
        };

    private static Face Face(Guid photo, BlobId square, BlobId thumbnail, float[] centre, Random random)
    {
        var side = 150 + (200 * random.NextDouble());
        return new Face
        {
            PhotoId = photo,
            Position = 0,
            BoxX = 100,
            BoxY = 100,
            BoxWidth = side / 1.6,
            BoxHeight = side / 1.6,
            Landmarks = FaceBytes.Pack([.. Enumerable.Range(0, 2 * LandmarkCount).Select(_ => 100 + (side * random.NextDouble()))]),
            Quad = FaceBytes.Pack([100.0, 100, 100, 100 + side, 100 + side, 100 + side, 100 + side, 100]),
            SquareBlob = square,
            ThumbnailBlob = thumbnail,
            Quality = random.NextDouble(),
            Sharpness = random.NextDouble(),
            Descriptor = FaceBytes.Pack([.. centre.Select(value => value + ((random.NextSingle() - 0.5f) * 0.08f))]),
            ExpressionsJson = """{"neutral":0.7,"happy":0.2,"sad":0.1}""",
            Score = 0.9,
        };
    }

    // Coarse noise under a gradient: about as large a file as a small portrait.
    private static RgbImage Pattern(Random random, int side)
    {
        const int cell = 12;
        var cells = new byte[((side / cell) + 1) * ((side / cell) + 1) * 3];
        random.NextBytes(cells);
        var pixels = new byte[side * side * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x) = Math.DivRem(i / 3, side);
            pixels[i] = (byte)((cells[(((y / cell * ((side / cell) + 1)) + (x / cell)) * 3) + (i % 3)] / 2) + (127 * x / side));
        }

        return new RgbImage(side, side, pixels);
    }
}
