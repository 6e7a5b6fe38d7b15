using Microsoft.AspNetCore.Mvc;
using Sair.Application.Models;
using Sair.Data.Accounts;
using Sair.Engine;
using Sair.Engine.Weights;
using Sair.Web.Accounts;

namespace Sair.Web.Endpoints;

/// <summary>Takes model files in from the owner's disk.</summary>
internal static class ModelFileEndpoints
{
    private const long LargestFile = 16L << 30;

    public static IEndpointRouteBuilder MapModelFiles(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/models/import", ImportAsync)
            .RequireAuthorization(policy => policy.RequireRole(User.OwnerRole))
            .WithMetadata(new RequestSizeLimitAttribute(LargestFile))
            .WithFormOptions(multipartBodyLengthLimit: LargestFile);
        return routes;
    }

    private static async Task<IResult> ImportAsync(
        [FromForm] string? id,
        IFormFile? file,
        ModelDownloads downloads,
        Notices notices,
        CancellationToken cancellationToken
    )
    {
        if (file is null or { Length: 0 } || string.IsNullOrWhiteSpace(id))
        {
            return Mistake(notices, "Choose a file and a name for the model.");
        }

        // Of the name that the browser sends only the ending is kept, for messages.
        var folder = Directory.CreateTempSubdirectory("sair-model-");
        var copy = Path.Combine(folder.FullName, $"upload{Path.GetExtension(file.FileName)}");
        try
        {
            await using (var stream = File.Create(copy))
            {
                await file.CopyToAsync(stream, cancellationToken);
            }

            var entry = await Task.Run(() => UserModels.Import(downloads.Folder, copy, id.Trim()), cancellationToken);
            return TypedResults.LocalRedirect($"~/models?added={Uri.EscapeDataString(entry.Id)}");
        }
        catch (SairException failure)
        {
            return Mistake(notices, failure.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Mistake(
                notices,
                $"The file cannot be stored ({failure.Message.TrimEnd('.')}): make room or let Sair write to "
                    + $"{UserModels.FolderOf(downloads.Folder)}."
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IResult Mistake(Notices notices, string sentence) => TypedResults.LocalRedirect(notices.Address("~/models", sentence));
}
