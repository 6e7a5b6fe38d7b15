using Sair.Cli.CommandLine;
using Sair.Cli.Restoring;
using Sair.Engine;
using Sair.Engine.Preparation;
using Sair.Engine.Weights;

namespace Sair.Cli.Photos;

/// <summary>Restores whole photos: one, or all of a folder; photos whose result is there already are passed over.</summary>
internal sealed class PhotoRunner(CommandServices services, IModelProvider models, Device device)
{
    /// <summary>Restores, writes and prints a line per photo.</summary>
    /// <returns>Whether every photo could be read and showed a face.</returns>
    public bool Run(PhotoRequest request, CancellationToken cancellationToken)
    {
        var work = WorkOf(request);
        var faces = services.OpenFaces(models);
        using var ownedFaces = faces as IDisposable;
        var preparation = new FacePreparation(faces);
        var reader = new ReferenceReader(preparation, services.Error.WriteLine);
        var albums = request.Albums.Select(folder => PersonAlbum.Read(folder, reader, cancellationToken)).ToList();
        var restorer = new PhotoRestorer(services, preparation, models, device, albums);
        var failures = 0;
        foreach (var (photo, result) in work)
        {
            cancellationToken.ThrowIfCancellationRequested();
            failures += One(restorer, request, photo, result, cancellationToken) ? 0 : 1;
        }

        if (work.Count > 1)
        {
            services.Output.WriteLine($"{work.Count} photos, {failures} failed");
        }

        return failures == 0;
    }

    private bool One(PhotoRestorer restorer, PhotoRequest request, string photo, string result, CancellationToken cancellationToken)
    {
        if (Directory.Exists(request.Input) && File.Exists(result))
        {
            services.Output.WriteLine($"{photo}: {result} is there already");
            return true;
        }

        var started = services.Time.GetTimestamp();
        try
        {
            services.Error.WriteLine(photo);
            var (image, restored, found) = restorer.Restore(request, photo, cancellationToken);
            if (image is not null)
            {
                PictureFile.Write(result, image);
            }

            var seconds = services.Time.GetElapsedTime(started).TotalSeconds;
            services.Output.WriteLine(image is null
                ? $"{photo}: {found} face(s), none restored, nothing written; give the album of somebody on it by --album, or an engine by --blind"
                : $"{photo}: {restored} of {found} face(s) restored, {image.Width}×{image.Height}, {seconds:0.0} s: {result}");
            return true;
        }
        catch (SairException failure) when (Directory.Exists(request.Input))
        {
            services.Output.WriteLine($"{photo}: {failure.Message}");
            return false;
        }
    }

    private static IReadOnlyList<(string Photo, string Result)> WorkOf(PhotoRequest request)
    {
        if (!Directory.Exists(request.Input))
        {
            PictureFile.RequireWritable(request.Output);
            return Path.GetFullPath(request.Input) == Path.GetFullPath(request.Output)
                ? throw new InvalidOptionsException($"{request.Output} is the photo itself and would be overwritten: choose another name.")
                : [(request.Input, request.Output)];
        }

        if (Path.GetFullPath(request.Input) == Path.GetFullPath(request.Output))
        {
            throw new InvalidOptionsException("The results would overwrite the photos: name another folder by --out.");
        }

        Directory.CreateDirectory(request.Output);
        return [.. PhotoFiles.In(request.Input).Select(photo => (photo, Path.Combine(request.Output, $"{Path.GetFileNameWithoutExtension(photo)}.png")))];
    }
}
