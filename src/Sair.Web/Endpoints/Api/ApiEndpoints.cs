using Microsoft.AspNetCore.Mvc;
using Sair.Application;
using Sair.Application.Photos;
using Sair.Application.Restorations;
using Sair.Data.Accounts;
using Sair.Data.Photos;
using Sair.Web.Accounts;

namespace Sair.Web.Endpoints.Api;

/// <summary>The programming interface: everything that a script would want, with a key.</summary>
internal static class ApiEndpoints
{
    private const int FramingBytes = 64 * 1024;
    private const string File = "application/octet-stream";

    public static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder routes, ApplicationOptions options)
    {
        var most = options.Limits.MaxBytes + FramingBytes;
        var api = routes.MapGroup("/api/v1").RequireAuthorization(AccountServices.ApiPolicy).DisableAntiforgery().MayRefuse();
        MapPeople(api.MapGroup("").WithTags("People"), most);
        MapPhotos(api.MapGroup("").WithTags("Photos"), most);
        MapRestorations(api.MapGroup("").WithTags("Restorations"));
        MapGalleries(api.MapGroup("").WithTags("Galleries"));
        MapAccount(api.MapGroup("").WithTags("Account"));
        routes.MapApiDescription();
        return routes;
    }

    private static void MapAccount(RouteGroupBuilder api)
    {
        api.MapGet("/storage", ApiAccount.StorageAsync).Says<ApiStorage>("What your photos and results take on the disk");
        api.MapDelete("/data", ApiAccount.DeleteAsync)
            .Says<DeletionReceipt>("Deletes everything of yours for good and says what was removed");
    }

    private static void MapPeople(RouteGroupBuilder api, long most)
    {
        api.MapGet("/people", ApiPeople.ListAsync).Says<IReadOnlyList<ApiPerson>>("The people by name");
        api.MapPost("/people", ApiPeople.AddAsync).Says<ApiCreated>("Adds a person");
        api.MapGet("/people/{id:guid}", ApiPeople.FindAsync).Says<ApiAlbum>("A person with the album and what speaks for each photo");
        api.MapPatch("/people/{id:guid}", ApiPeople.RenameAsync).Says("Renames a person");
        api.MapDelete("/people/{id:guid}", ApiPeople.DeleteAsync).Says("Deletes a person with the album; can be undone for a while");
        api.MapPost("/people/{id:guid}/undelete", ApiPeople.UndeleteAsync).Says("Brings a deleted person back");
        api.MapDelete("/people/{id:guid}/model", ApiPeople.DeleteModelAsync).Says("Deletes what was learned of a person");
        api.MapPost("/people/{id:guid}/photos", ApiPeople.AddPhotoAsync)
            .Says<ApiCreated>("Adds a photo to the album, turned upright where its faces say that it lies, or by turn degrees clockwise")
            .WithUploadLimit(most);
        api.MapPatch("/people/{id:guid}/photos/{photoId:guid}", ApiPeople.ChangePhotoAsync)
            .Says("Chooses the face on a photo, confirms it, or leaves the photo out");
        api.MapDelete("/people/{id:guid}/photos/{photoId:guid}", ApiPeople.RemovePhotoAsync)
            .Says("Takes a photo out of the album; can be undone for a while");
        api.MapPost("/people/{id:guid}/photos/{photoId:guid}/undelete", ApiPeople.PutPhotoBackAsync)
            .Says("Puts a photo back into the album");
    }

    private static void MapPhotos(RouteGroupBuilder api, long most)
    {
        api.MapGet("/photos", ApiPhotos.ListAsync)
            .Says<IReadOnlyList<StoredPhoto>>(
                "Your photos, the newest first, 100 a page; before takes the last id of a page for the next page. With unused=true "
                    + "those that no album and no restoration uses: they are deleted at deletedAfterUtc"
            );
        api.MapPost("/photos", ApiPhotos.UploadAsync)
            .Says<ApiPhoto>(
                "Takes a photo in and finds its faces; with aligned=true it is a face square itself; turn is auto, or 0, 90, 180 or "
                    + "270 degrees clockwise, else a turn is only proposed"
            )
            .WithUploadLimit(most);
        api.MapGet("/photos/{id:guid}", ApiPhotos.FindAsync).Says<ApiPhoto>("A photo with its faces");
        api.MapGet("/photos/{id:guid}/original", ApiPhotos.OriginalAsync).SaysFile("The very bytes that were uploaded");
        api.MapPost("/photos/{id:guid}/turn", ApiPhotos.TurnAsync)
            .Says<ApiPhoto>("Turns a photo by 90, 180 or 270 degrees clockwise and finds its faces anew; 0 takes a proposed turn back");
        api.MapDelete("/photos/{id:guid}", ApiPhotos.DeleteAsync)
            .Says("Deletes a photo for good, with its restorations and every file of them");
        api.MapPost("/photos/{id:guid}/faces", ApiPhotos.PlaceFaceAsync).Says<ApiFace>("Marks a face that was not found");
        api.MapPost("/photos/{id:guid}/choice", ApiPhotos.ChooseAsync)
            .Says<PhotoChoice>(
                "Chooses the face that is most like those on good photos, the face of each good photo, and the order in which these "
                    + "help: what "
                    + "a restoration takes as faceId and referenceFaceIds"
            );
        api.MapPost("/photos/{id:guid}/points", ApiFaceNotes.PlaceFaceAsync)
            .Says<ApiFace>("Marks a face by five points: both eyes, nose, both corners of the mouth");
        api.MapGet("/faces/{id:guid}/marks", FaceNoteEndpoints.GetMarksAsync)
            .SaysFile("What is painted over a face, PNG: red stays as it is, green is damage, blue is taken from the best reference");
        api.MapPut("/faces/{id:guid}/marks", FaceNoteEndpoints.SetMarksAsync)
            .TakesFile("image/png")
            .Says(
                "Paints over a face: the body is a square PNG, red stays as it is, green is damage, blue is taken from the best reference"
            );
        api.MapGet("/faces/{id:guid}/scratches", FaceNoteEndpoints.ProposeAsync)
            .SaysFile("A painting that proposes where a face is scratched, PNG");
        api.MapGet("/faces/{id:guid}/degradation", ApiFaceNotes.DegradationAsync)
            .Says<DegradationNote>("What is measured of a face's degradation, and what was set");
        api.MapPut("/faces/{id:guid}/degradation", ApiFaceNotes.SetDegradationAsync)
            .Says("Sets a face's degradation; what is left out is measured");
    }

    private static void MapRestorations(RouteGroupBuilder api)
    {
        api.MapGet("/engines", ApiRequests.ListEngines).Says<IReadOnlyList<ApiEngine>>("The engines with presets and options");
        api.MapGet("/queue", ApiRequests.ListOpenAsync)
            .Says<IReadOnlyList<ApiRestoration>>("What runs, waits or is paused, in the order of the queue");
        api.MapGet("/restorations", ApiRequests.ListAsync)
            .Says<IReadOnlyList<ApiRestoration>>("The history, newest first; before takes the last id of a page for the next page");
        api.MapPost("/restorations", ApiRequests.AddAsync).Says<ApiCreated>("Puts a restoration into the queue").MayFindTheQueueFull();
        api.MapGet("/restorations/{id:guid}", ApiRequests.FindAsync).Says<ApiRestoration>("Where a restoration stands");
        api.MapPatch("/restorations/{id:guid}", ApiResults.ChangeAsync)
            .Says("Rates a result, stores its blend strength, or moves a waiting restoration");
        api.MapDelete("/restorations/{id:guid}", ApiRequests.DeleteAsync).Says("Deletes a restoration; can be undone for a while");
        api.MapPost("/restorations/{id:guid}/undelete", ApiRequests.UndeleteAsync).Says("Brings a deleted restoration back");
        api.MapPost("/restorations/{id:guid}/{action:regex(^(cancel|pause|resume|keep)$)}", ApiRequests.ControlAsync)
            .Says("Cancels, pauses, resumes, or stops and keeps");
        api.MapPost("/restorations/{id:guid}/repeat", ApiRequests.RepeatAsync)
            .Says<ApiCreated>("Asks for the same again, with the same seed")
            .MayFindTheQueueFull();
        api.MapPost("/restorations/{id:guid}/branch", ApiRequests.BranchAsync)
            .Says<ApiCreated>("Goes on from an iteration with other options")
            .MayFindTheQueueFull();
        api.MapGet("/restorations/{id:guid}/result", ApiResults.FileAsync)
            .SaysFile(
                "The result as png, jpeg or webp; metadata is keep, basic or strip, and what could not be kept is said in the header "
                    + "Sair-Not-Kept; photo=1, 2 or 4 is the whole photo, with grain=false and colour=true where wanted"
            );
        api.MapGet("/restorations/{id:guid}/record", ApiResults.RecordAsync)
            .Says<ApiRecord>("Everything that went into a result, its evidence and its loss terms");
        api.MapGet("/restorations/{id:guid}/frames", ApiResults.ListFramesAsync)
            .Says<IReadOnlyList<int>>("The iterations of which a picture was kept");
        api.MapGet("/restorations/{requestId:guid}/frames/{iteration:int}", ImageEndpoints.GetFrameAsync)
            .SaysFile("The picture of an iteration, JPEG");
        api.MapGet($"/restorations/{{requestId:guid}}/pictures/{ImageEndpoints.PictureRoute}", ImageEndpoints.GetResultAsync)
            .SaysFile("A picture of a restoration: photo, face, before, after, last, or invented");
    }

    private static void MapGalleries(RouteGroupBuilder api)
    {
        api.MapGet("/galleries", ApiGalleries.ListAsync).Says<IReadOnlyList<ApiGallery>>("The galleries, newest first");
        api.MapPost("/galleries", ApiGalleries.AddAsync).Says<ApiCreated>("Makes a gallery of results");
        api.MapGet("/galleries/{id:guid}", ApiGalleries.FindAsync)
            .Says<ApiGallery>("A gallery with its results, votes, links and view counts");
        api.MapPatch("/galleries/{id:guid}", ApiGalleries.ChangeAsync).Says("Renames a gallery, or shows the faces as they were too");
        api.MapDelete("/galleries/{id:guid}", ApiGalleries.DeleteAsync)
            .Says("Deletes a gallery and stops its links; can be undone for a while");
        api.MapPost("/galleries/{id:guid}/undelete", ApiGalleries.UndeleteAsync).Says("Brings a deleted gallery back");
        api.MapPost("/galleries/{id:guid}/items", ApiGalleries.AddItemAsync).Says("Adds a result");
        api.MapDelete("/galleries/{id:guid}/items/{restorationId:guid}", ApiGalleries.RemoveItemAsync).Says("Takes a result out");
        api.MapPost("/galleries/{id:guid}/links", ApiGalleries.ShareAsync)
            .Says<ApiLink>("Makes a link, with expiry and password where wanted");
        api.MapDelete("/galleries/{id:guid}/links/{linkId:guid}", ApiGalleries.RevokeAsync).Says("Revokes a link at once");
    }

    private static RouteHandlerBuilder Says<TAnswer>(this RouteHandlerBuilder endpoint, string summary) =>
        endpoint.WithSummary(summary).Produces<TAnswer>();

    private static RouteHandlerBuilder Says(this RouteHandlerBuilder endpoint, string summary) =>
        endpoint.WithSummary(summary).Produces(StatusCodes.Status204NoContent);

    private static RouteHandlerBuilder SaysFile(this RouteHandlerBuilder endpoint, string summary) =>
        endpoint.WithSummary(summary).Produces<Stream>(StatusCodes.Status200OK, File);

    private static void MayFindTheQueueFull(this RouteHandlerBuilder endpoint) =>
        endpoint.ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static void WithUploadLimit(this RouteHandlerBuilder endpoint, long most) =>
        endpoint
            .WithMetadata(new RequestSizeLimitAttribute(most))
            .WithFormOptions(memoryBufferThreshold: (int)most, multipartBodyLengthLimit: most);
}
