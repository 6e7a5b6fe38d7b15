using Microsoft.EntityFrameworkCore;
using Sair.Application.Photos;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Web.Accounts;

namespace Sair.Web.Endpoints.Api;

/// <summary>What programs say of faces before they ask for a restoration.</summary>
internal static class ApiFaceNotes
{
    public static async Task<IResult> DegradationAsync(Guid id, CurrentOwner owner, FaceNotes notes, CancellationToken cancellationToken) =>
        await notes.EstimateAsync(owner.Id, id, cancellationToken) is { } note ? TypedResults.Ok(note) : TypedResults.NotFound();

    public static async Task<IResult> SetDegradationAsync(Guid id, KnownDegradation known, CurrentOwner owner, FaceNotes notes, CancellationToken cancellationToken) =>
        await notes.SetDegradationAsync(owner.Id, id, known == new KnownDegradation() ? null : known, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    public static async Task<IResult> PlaceFaceAsync(
        Guid id, IReadOnlyList<FacePoint> points, CurrentOwner owner, IDbContextFactory<SairDbContext> contexts, PhotoIntake intake, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenForAsync(owner.Id, cancellationToken);
        return await context.Photos.AnyAsync(photo => photo.Id == id, cancellationToken)
            ? TypedResults.Ok(ApiFace.From(await intake.PlaceFaceAsync(id, points, cancellationToken)))
            : TypedResults.NotFound();
    }
}
