using Sair.Data.Galleries;
using Sair.Data.Restorations;
using Sair.Web.Accounts;
using Sair.Web.Sharing;
using static Sair.Web.Endpoints.Api.ApiAnswers;

namespace Sair.Web.Endpoints.Api;

/// <summary>Galleries and their links for programs.</summary>
internal static class ApiGalleries
{
    // A year; whoever wants longer leaves the days out.
    private const double MostDays = 365;

    public static async Task<IResult> ListAsync(CurrentOwner owner, GalleryStore galleries, CancellationToken cancellationToken)
    {
        var found = new List<ApiGallery>();
        foreach (var gallery in await galleries.ListAsync(owner.Id, cancellationToken))
        {
            found.Add(ApiGallery.From(gallery, await galleries.CountVotesAsync(owner.Id, gallery.Id, cancellationToken)));
        }

        return TypedResults.Ok(found);
    }

    public static async Task<IResult> FindAsync(Guid id, CurrentOwner owner, GalleryStore galleries, CancellationToken cancellationToken) =>
        await galleries.FindAsync(owner.Id, id, cancellationToken) is { } gallery
            ? TypedResults.Ok(ApiGallery.From(gallery, await galleries.CountVotesAsync(owner.Id, id, cancellationToken)))
            : TypedResults.NotFound();

    public static async Task<IResult> AddAsync(
        ApiNewGallery wish,
        CurrentOwner owner,
        GalleryStore galleries,
        CancellationToken cancellationToken
    )
    {
        var wanted = (wish.RestorationIds ?? []).Distinct().ToList();
        var gallery = await galleries.AddAsync(owner.Id, wish.Title ?? "", wanted, cancellationToken: cancellationToken);
        if (gallery.Items.Count < wanted.Count)
        {
            await galleries.SetDeletedAsync(owner.Id, gallery.Id, deleted: true, cancellationToken);
            return Refused("One of the restorations is none of yours or has no result: leave it out.");
        }

        if (wish.ShowOriginals)
        {
            await galleries.ShowOriginalsAsync(owner.Id, gallery.Id, show: true, cancellationToken);
        }

        return TypedResults.Ok(new ApiCreated(gallery.Id));
    }

    public static async Task<IResult> ChangeAsync(
        Guid id,
        ApiGalleryChange change,
        CurrentOwner owner,
        GalleryStore galleries,
        CancellationToken cancellationToken
    )
    {
        if (await galleries.FindAsync(owner.Id, id, cancellationToken) is null)
        {
            return TypedResults.NotFound();
        }

        if (change.Title is { } title)
        {
            await galleries.RenameAsync(owner.Id, id, title, cancellationToken);
        }

        if (change.ShowOriginals is { } show)
        {
            await galleries.ShowOriginalsAsync(owner.Id, id, show, cancellationToken);
        }

        return TypedResults.NoContent();
    }

    public static async Task<IResult> DeleteAsync(
        Guid id,
        CurrentOwner owner,
        GalleryStore galleries,
        CancellationToken cancellationToken
    ) => Done(await galleries.SetDeletedAsync(owner.Id, id, deleted: true, cancellationToken));

    public static async Task<IResult> UndeleteAsync(
        Guid id,
        CurrentOwner owner,
        GalleryStore galleries,
        CancellationToken cancellationToken
    ) => Done(await galleries.SetDeletedAsync(owner.Id, id, deleted: false, cancellationToken));

    public static async Task<IResult> AddItemAsync(
        Guid id,
        ApiGalleryAddition addition,
        CurrentOwner owner,
        GalleryStore galleries,
        CancellationToken cancellationToken
    ) => Done(await galleries.AddItemAsync(owner.Id, id, addition.RestorationId, cancellationToken));

    public static async Task<IResult> RemoveItemAsync(
        Guid id,
        Guid restorationId,
        CurrentOwner owner,
        GalleryStore galleries,
        CancellationToken cancellationToken
    ) => Done(await galleries.RemoveItemAsync(owner.Id, id, restorationId, cancellationToken));

    public static async Task<IResult> ShareAsync(
        Guid id,
        ApiNewLink wish,
        CurrentOwner owner,
        GalleryStore galleries,
        CancellationToken cancellationToken
    )
    {
        if (await galleries.FindAsync(owner.Id, id, cancellationToken) is not { } gallery)
        {
            return TypedResults.NotFound();
        }

        if (wish.Days is <= 0 or > MostDays or double.NaN)
        {
            return Refused(
                $"A link works for more than 0 and up to {MostDays} days: leave days out for one that works until it is revoked."
            );
        }

        if (!wish.ShareDrifted && gallery.Items.Exists(item => item.Request?.Restoration?.Verdict == Verdict.Drifted))
        {
            return Refused(
                "The gallery holds results that are judged as drifted and may show somebody else: take them out, or say shareDrifted.",
                StatusCodes.Status409Conflict
            );
        }

        if (SharedAccess.MistakeOf(wish.Password) is { } mistake)
        {
            return Refused(mistake);
        }

        var hash = string.IsNullOrWhiteSpace(wish.Password) ? null : SharedAccess.Hash(wish.Password);
        TimeSpan? lifetime = wish.Days is { } days ? TimeSpan.FromDays(days) : null;
        return await galleries.ShareAsync(owner.Id, id, hash, lifetime, cancellationToken) is { } link
            ? TypedResults.Ok(ApiLink.From(link))
            : TypedResults.NotFound();
    }

    public static async Task<IResult> RevokeAsync(
        Guid id,
        Guid linkId,
        CurrentOwner owner,
        GalleryStore galleries,
        CancellationToken cancellationToken
    ) =>
        Done(
            await galleries.FindAsync(owner.Id, id, cancellationToken) is { } gallery
                && gallery.Links.Exists(link => link.Id == linkId)
                && await galleries.RevokeAsync(owner.Id, linkId, cancellationToken)
        );
}
