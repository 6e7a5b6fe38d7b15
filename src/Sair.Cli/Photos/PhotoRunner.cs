using Sair.Cli.CommandLine;
using Sair.Cli.Restoring;
using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Engine.Imaging.Metadata;
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
        foreach (var doubt in AlbumCheck.Doubts(albums))
        {
            services.Warn(doubt);
        }

        var restorer = new PhotoRestorer(services, preparation, models, device, albums);
        var failures = 0;
        var summary = new PhotoSummary();
        foreach (var (photo, result) in work)
        {
            cancellationToken.ThrowIfCancellationRequested();
            failures += One(restorer, request, photo, result, summary, cancellationToken) ? 0 : 1;
        }

        if (work.Count > 1)
        {
            summary.Write(services.Output);
            services.Output.WriteLine($"{work.Count} photos, {failures} failed");
        }

        return failures == 0;
    }

    private bool One(PhotoRestorer restorer, PhotoRequest request, string photo, string result, PhotoSummary summary, CancellationToken cancellationToken)
    {
        if (Directory.Exists(request.Input) && File.Exists(result))
        {
            services.Output.WriteLine($"{photo}: {result} is there already");
            summary.Add(photo, "there already");
            return true;
        }

        var started = services.Time.GetTimestamp();
        try
        {
            services.Error.WriteLine(photo);
            var outcome = restorer.Restore(request, photo, cancellationToken);
            if (outcome.Image is { } written)
            {
                if (Write(request, result, written, outcome.Original) is { } notKept)
                {
                    services.Warn($"{photo}: {notKept}");
                }
            }

            var seconds = services.Time.GetElapsedTime(started).TotalSeconds;
            summary.Add(photo, outcome, seconds, outcome.Image is null ? null : result);
            services.Output.WriteLine(outcome.Image is { } image
                ? $"{photo}: {outcome.Restored} of {outcome.Found} face(s) restored, {image.Width}×{image.Height}, {seconds:0.0} s: {result}"
                : $"{photo}: {outcome.Found} face(s), none restored, nothing written; give the album of somebody on it by --album, or an engine by --blind");
            return true;
        }
        catch (SairException failure) when (Directory.Exists(request.Input))
        {
            services.Output.WriteLine($"{photo}: {failure.Message}");
            summary.Add(photo, "failed, see above");
            return false;
        }
    }

    // Tells what of the photo's metadata could not go along.
    private string? Write(PhotoRequest request, string path, RgbImage image, byte[] original)
    {
        var format = PictureFile.FormatOf(path);
        var target = new MetadataTarget(format, image.Width, image.Height, IsWholePhoto: true, $"engine {request.Engine.Descriptor.Id}, seed {request.Options.Seed}");
        var carried = PhotoMetadata.Read(original, services.Time.GetUtcNow().UtcDateTime).Carry(request.Metadata, target);
        PictureFile.WriteBytes(path, MetadataWriter.Encode(image, format, carried));
        return carried.NotKept;
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

        if (request.Masks.IsAny)
        {
            throw new InvalidOptionsException("A mask belongs to one photo: give that photo instead of a folder.");
        }

        Directory.CreateDirectory(request.Output);
        return [.. PhotoFiles.In(request.Input).Select(photo => (photo, Path.Combine(request.Output, $"{Path.GetFileNameWithoutExtension(photo)}.png")))];
    }
}
