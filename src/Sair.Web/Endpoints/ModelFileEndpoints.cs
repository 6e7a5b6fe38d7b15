using Microsoft.AspNetCore.Mvc;
using Sair.Data.Accounts;
using Sair.Engine;
using Sair.Engine.Weights;
using Sair.Web.ModelFiles;

namespace Sair.Web.Endpoints;

/// <summary>Takes model files in from the owner's disk.</summary>
internal static class ModelFileEndpoints
{
    private const long LargestFile = 16L << 30;

    public static IEndpointRouteBuilder MapModelFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/models/import", ImportAsync)
            .RequireAuthorization(policy => policy.RequireRole(User.OwnerRole))
            .WithMetadata(new RequestSizeLimitAttribute(LargestFile))
            .WithFormOptions(multipartBodyLengthLimit: LargestFile);
        return routes;
    }

    private static async Task<IResult> ImportAsync([FromForm] string? id, IFormFile? file, ModelDownloads downloads, CancellationToken cancellationToken)
    {
        if (file is null or { Length: 0 } || string.IsNullOrWhiteSpace(id))
        {
            return Back("mistake", "Choose a file and a name for the model.");
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
            return Back("added", entry.Id);
        }
        catch (SairException failure)
        {
            return Back("mistake", failure.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Back("mistake", $"The file cannot be stored ({failure.Message.TrimEnd('.')}): make room or let Sair write to {UserModels.FolderOf(downloads.Folder)}.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IResult Back(string name, string value) => TypedResults.LocalRedirect($"~/models?{name}={Uri.EscapeDataString(value)}");
}
