using Sair.Application.Photos;
using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Web.Accounts;

namespace Sair.Web.Endpoints.Api;

/// <summary>What programs say of faces before they ask for a restoration.</summary>
internal static class ApiFaceNotes
{
    public static async Task<IResult> DegradationAsync(Guid id, CurrentOwner owner, FaceNotes notes, CancellationToken cancellationToken) =>
        await notes.EstimateAsync(owner.Id, id, cancellationToken) is { } note ? TypedResults.Ok(note) : TypedResults.NotFound();

    public static async Task<IResult> SetDegradationAsync(
        Guid id,
        KnownDegradation known,
        CurrentOwner owner,
        FaceNotes notes,
        CancellationToken cancellationToken
    ) =>
        await notes.SetDegradationAsync(owner.Id, id, known == new KnownDegradation() ? null : known, cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.NotFound();

    public static async Task<IResult> PlaceFaceAsync(
        Guid id,
        IReadOnlyList<ApiFacePoint> points,
        CurrentOwner owner,
        PhotoIntake intake,
        CancellationToken cancellationToken
    ) =>
        await intake.PlaceFaceAsync(owner.Id, id, [.. points.Select(point => new FacePoint(point.X, point.Y))], cancellationToken)
            is { } face
            ? TypedResults.Ok(ApiFace.From(face))
            : TypedResults.NotFound();
}
