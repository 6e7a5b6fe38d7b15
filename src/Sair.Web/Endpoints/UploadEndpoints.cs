using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Sair.Engine.Faces;
using Sair.Worker;
using Sair.Worker.Photos;

namespace Sair.Web.Endpoints;

/// <summary>Takes photos and hand-placed faces in.</summary>
internal static class UploadEndpoints
{
    // What multipart framing and the file's name add to the file itself.
    private const int FramingBytes = 64 * 1024;

    public static IEndpointRouteBuilder MapUploads(this IEndpointRouteBuilder routes, WorkerOptions options)
    {
        var most = options.Limits.MaxBytes + FramingBytes;
        routes.MapPost("/photos", AddPhotoAsync)
            .WithMetadata(new RequestSizeLimitAttribute(most))
            // Uploads stay in memory: a temporary file would leave a face on the disk.
            .WithFormOptions(memoryBufferThreshold: most, multipartBodyLengthLimit: most)
            .AddEndpointFilter<SentenceFilter>();
        routes.MapPost("/photos/{id:guid}/faces", PlaceFaceAsync)
            .WithMetadata(new RequireAntiforgeryTokenAttribute())
            .AddEndpointFilter<AntiforgeryFilter>()
            .AddEndpointFilter<SentenceFilter>();
        return routes;
    }

    private static async Task<IResult> AddPhotoAsync(IFormFile photo, PhotoIntake intake, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(checked((int)photo.Length));
        await photo.CopyToAsync(content, cancellationToken);
        var result = await intake.AddAsync(photo.FileName, content.GetBuffer().AsMemory(0, (int)content.Length), cancellationToken);
        return TypedResults.Ok(new Added(result.Photo.Id));
    }

    private static async Task<IResult> PlaceFaceAsync(Guid id, FaceBox box, PhotoIntake intake, CancellationToken cancellationToken)
    {
        var face = await intake.PlaceFaceAsync(id, box, cancellationToken);
        return TypedResults.Ok(new Added(face.Id));
    }

    private sealed record Added(Guid Id);
}
