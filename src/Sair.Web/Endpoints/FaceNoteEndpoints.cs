using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Sair.Application.Photos;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Web.Accounts;
using Sair.Web.Edge;

namespace Sair.Web.Endpoints;

/// <summary>What is painted over faces, and proposed scratches.</summary>
internal static class FaceNoteEndpoints
{
    private const int LargestPainting = 8 * 1024 * 1024;

    public static IEndpointRouteBuilder MapFaceNotes(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/faces/{id:guid}/marks", GetMarksAsync);
        routes.MapGet("/faces/{id:guid}/scratches", ProposeAsync);
        routes
            .MapPost("/faces/{id:guid}/marks", SetMarksAsync)
            .WithMetadata(new RequireAntiforgeryTokenAttribute(), new RequestSizeLimitAttribute(LargestPainting))
            .AddEndpointFilter<AntiforgeryFilter>();
        return routes;
    }

    public static async Task<IResult> GetMarksAsync(
        Guid id,
        CurrentOwner owner,
        IDbContextFactory<SairDbContext> contexts,
        BlobStore blobs,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.OpenForAsync(owner.Id, cancellationToken);
        var blob = await context.Faces.Where(face => face.Id == id).Select(face => face.MarksBlob).SingleOrDefaultAsync(cancellationToken);
        response.Headers.CacheControl = "no-store";
        return blob is { } marks && blobs.Contains(marks)
            ? TypedResults.PhysicalFile(blobs.PathOf(marks), "image/png")
            : TypedResults.NotFound();
    }

    public static async Task<IResult> ProposeAsync(Guid id, CurrentOwner owner, FaceNotes notes, CancellationToken cancellationToken) =>
        await notes.ProposeAsync(owner.Id, id, cancellationToken) is { } painting
            ? TypedResults.Bytes(painting, "image/png")
            : TypedResults.NotFound();

    public static async Task<IResult> SetMarksAsync(
        Guid id,
        HttpRequest request,
        CurrentOwner owner,
        FaceNotes notes,
        CancellationToken cancellationToken
    )
    {
        // Stays in memory: a temporary file would leave a face's outline on the disk.
        using var painting = new MemoryStream();
        await request.Body.CopyToAsync(painting, cancellationToken);
        return await notes.SetMarksAsync(owner.Id, id, painting.GetBuffer().AsMemory(0, (int)painting.Length), cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.NotFound();
    }
}
