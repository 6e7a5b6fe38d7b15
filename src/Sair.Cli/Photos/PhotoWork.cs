using Sair.Cli.Restoring;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Imaging;

namespace Sair.Cli.Photos;

/// <summary>A photo and the place of its result.</summary>
/// <param name="Photo">The path of the photo.</param>
/// <param name="Name">Its name below the folder that is restored.</param>
/// <param name="Result">The path of its result.</param>
/// <param name="ResultName">The result's name below the folder of results.</param>
internal sealed record PhotoJob(string Photo, string Name, string Result, string ResultName);

/// <summary>What is to be done, checked before anything is computed.</summary>
/// <param name="Jobs">The photos in the order of their names.</param>
/// <param name="Folder">The folder that was looked through; null for a single photo.</param>
/// <param name="Albums">The albums as they lie on the disk.</param>
internal sealed record PhotoWork(IReadOnlyList<PhotoJob> Jobs, PhotoFolder? Folder, IReadOnlyList<PhotoFolder> Albums)
{
    private const string Ending = ".png";

    /// <summary>Finds the photos, gives every result a name of its own and checks the places.</summary>
    /// <exception cref="InvalidOptionsException">A folder is missing or empty of photos, or a place does not do.</exception>
    public static PhotoWork Plan(PhotoRequest request, OutputFiles files)
    {
        var albums = request.Albums.Select(ReadAlbum).ToList();
        return Directory.Exists(request.Input) ? PlanFolder(request, albums, files) : PlanPhoto(request, albums, files);
    }

    /// <summary>Names the results of a folder, each with a name of its own also where capital letters do not count.</summary>
    /// <param name="photos">The photos' names below the folder.</param>
    public static IReadOnlyList<string> NameResults(IReadOnlyList<string> photos)
    {
        var taken = new HashSet<string>();
        return [.. photos.Select(photo => Candidates(photo).First(name => taken.Add(name.Normalize().ToUpperInvariant())))];
    }

    private static IEnumerable<string> Candidates(string photo)
    {
        yield return PictureFile.ResultOf(photo, Ending);
        yield return photo + Ending;
        for (var i = 2; ; i++)
        {
            yield return $"{photo}-{i}{Ending}";
        }
    }

    private static PhotoFolder ReadAlbum(string folder)
    {
        var album = PhotoFolder.Read(folder);
        return album.Photos.Count > 0
            ? album
            : throw new InvalidOptionsException(
                $"There is no photo in {folder}: put good photos of one person "
                    + $"there.{string.Concat(album.Describe(canRecurse: false).Select(note => $" ({note}.)"))}"
            );
    }

    private static PhotoWork PlanPhoto(PhotoRequest request, IReadOnlyList<PhotoFolder> albums, OutputFiles files)
    {
        files.Require(
            request.Output,
            request.Json,
            [request.Input, request.Masks.Keep, request.Masks.Ignore, request.Masks.Borrow, .. albums.SelectMany(album => album.Photos)]
        );
        RequireOutsideAlbums([Path.GetDirectoryName(Path.GetFullPath(request.Output))!], albums);
        return new PhotoWork([new PhotoJob(request.Input, request.Input, request.Output, request.Output)], null, albums);
    }

    private static PhotoWork PlanFolder(PhotoRequest request, IReadOnlyList<PhotoFolder> albums, OutputFiles files)
    {
        if (request.Masks.IsAny)
        {
            throw new InvalidOptionsException("A mask belongs to one photo: give that photo instead of a folder.");
        }

        if (OutputFiles.IsSame(request.Input, request.Output))
        {
            throw new InvalidOptionsException("The results would overwrite the photos: name another folder by --out.");
        }

        if (PhotoFileName.IsPhoto(request.Output) && !Path.Exists(request.Output))
        {
            throw new InvalidOptionsException(
                $"{request.Input} is a folder, and {request.Output} is the name of a file: name a folder by --out."
            );
        }

        var folder = PhotoFolder.Read(request.Input, request.IsRecursive, HoldsResults);
        var names = folder.Photos.Select(photo => Path.GetRelativePath(request.Input, photo)).ToList();
        var jobs = names
            .Zip(
                NameResults(names),
                (name, result) => new PhotoJob(Path.Combine(request.Input, name), name, Path.Combine(request.Output, result), result)
            )
            .ToList();
        var folders = jobs.Select(job => Path.GetDirectoryName(Path.GetFullPath(job.Result))!).Distinct().ToList();
        if (request.IsRecursive && folders.Find(result => OutputFiles.IsWithin(result, request.Input)) is { } inside)
        {
            throw new InvalidOptionsException(
                $"The results in {inside} would lie among the photos and be taken for photos: name a folder outside "
                    + $"{request.Input} by --out."
            );
        }

        RequireOutsideAlbums(folders, albums);
        files.Require(null, request.Json, folder.Photos.Concat(albums.SelectMany(album => album.Photos)));
        if (jobs.Count > 0)
        {
            OutputFiles.RequireFolder(request.Output);
        }

        return new PhotoWork(jobs, folder, albums);
    }

    // Restored faces among the good photos would be what the next restoration goes by.
    private static void RequireOutsideAlbums(IEnumerable<string> folders, IReadOnlyList<PhotoFolder> albums)
    {
        var results = folders.ToList();
        if (albums.FirstOrDefault(album => results.Exists(folder => OutputFiles.IsSame(folder, album.Path))) is { } album)
        {
            throw new InvalidOptionsException(
                $"The album {album.Path} holds good photos only, and a result there would be taken for one: choose another "
                    + $"place by --out."
            );
        }
    }

    private static bool HoldsResults(string folder) => File.Exists(Path.Combine(folder, PhotoLedger.FileName));
}
