using System.Net;
using System.Net.Sockets;

namespace Sair.Engine.Weights.Fetching;

/// <summary>
/// Fetches a published checkpoint when the user asks: goes on where an earlier try stopped, and installs only
/// what is complete and right.
/// </summary>
/// <param name="http">The client; must not follow redirects by itself.</param>
/// <param name="freeSpace">Tells how many bytes are free on the disk of a folder.</param>
/// <param name="isAllowed">Tells whether a file may be asked for under an address; asked for each redirect too.</param>
public sealed class ModelFetcher(HttpClient http, Func<string, long> freeSpace, Func<Uri, bool> isAllowed)
{
    private const int MostRedirects = 10;

    // How often it is looked whether the disk still has room, where nobody says how long the file is.
    private const long SpaceInterval = 64L << 20;

    private const int BufferSize = 1 << 17;

    // What a disk must keep free for the program's own work.
    private const long Reserve = 64L << 20;

    /// <summary>Creates a fetcher for the disks of this machine, from publishers on the internet.</summary>
    /// <param name="http">A client of <see cref="PublisherClient"/>.</param>
    public static ModelFetcher Create(HttpClient http) =>
        new(http, folder => new DriveInfo(folder).AvailableFreeSpace, PublisherClient.IsAllowed);

    /// <summary>Fetches a checkpoint into the models of the user.</summary>
    /// <param name="modelsFolder">The models folder.</param>
    /// <param name="id">Id of a published checkpoint in the catalog.</param>
    /// <param name="licenceAccepted">Whether the user has read and accepted the licence.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancellationToken">Stops; what is there stays for the next try.</param>
    /// <returns>The installed model.</returns>
    /// <exception cref="ModelFetchException">
    /// The message says what to do; what is there stays for the next try, unless it is wrong.
    /// </exception>
    /// <exception cref="WeightsFormatException">What the server sent is not the published file.</exception>
    public async Task<ModelEntry> FetchAsync(
        string modelsFolder,
        string id,
        bool licenceAccepted,
        IProgress<FetchProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var catalog = ModelCatalog.Read(modelsFolder);
        var model =
            catalog.FindPublished(id)
            ?? throw new ModelFetchException($"The catalog knows no published model {id}; to see those it knows: sair models list");
        if (catalog.Find(id) is not null)
        {
            throw new ModelFetchException(
                $"The model {id} is there already; to get it again, remove it first with: sair models remove {id}"
            );
        }

        var address =
            model.Address
            ?? throw new ModelFetchException(
                $"{model.FileName} can only be downloaded by hand: get it from {model.Page}, then import the file with: sair models "
                    + $"import FILE --id {id}"
            );
        if (!licenceAccepted)
        {
            throw new ModelFetchException(
                $"{model.FileName} has a licence: {model.Licence} Read it at {model.Page}; to accept it: sair models fetch {id} "
                    + "--accept-licence"
            );
        }

        var folder = Directory.CreateDirectory(UserModels.FolderOf(modelsFolder)).FullName;
        var partial = new PartialFile(TargetOf(modelsFolder, model));
        await LoadAsync(model, address, partial, folder, progress, cancellationToken);
        try
        {
            var entry = await Task.Run(() => UserModels.Register(modelsFolder, partial.Path, id, model), cancellationToken);
            partial.Delete();
            return entry;
        }
        catch (WeightsFormatException)
        {
            // To go on from wrong bytes would never end well.
            partial.Delete();
            throw;
        }
    }

    /// <summary>Tells how many bytes of a checkpoint earlier tries left.</summary>
    public static long CountKept(string modelsFolder, PublishedModel model) => new PartialFile(TargetOf(modelsFolder, model)).Length;

    /// <summary>Deletes what earlier tries left.</summary>
    public static void Discard(string modelsFolder, PublishedModel model) => new PartialFile(TargetOf(modelsFolder, model)).Delete();

    private static string TargetOf(string modelsFolder, PublishedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Path.Combine(UserModels.FolderOf(modelsFolder), model.Id + Path.GetExtension(model.FileName).ToLowerInvariant());
    }

    private async Task LoadAsync(
        PublishedModel model,
        Uri address,
        PartialFile partial,
        string folder,
        IProgress<FetchProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var answer = await AskAsync(model, address, partial, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // All of it is there, or it is another file by now; the hash decides once more.
                if (answer.Content.Headers.ContentRange?.Length == partial.Length)
                {
                    return;
                }

                partial.Delete();
                throw new ModelFetchException($"What was there of {model.FileName} belongs to another file: try again, it starts anew.");
            }

            RequireSuccess(model, answer);
            var start = answer.StatusCode == HttpStatusCode.PartialContent ? answer.Content.Headers.ContentRange?.From ?? 0 : 0;
            var total = answer.Content.Headers.ContentLength + start;
            RequireSize(model, total);
            RequireSpace(model, folder, (total ?? model.Size ?? 0) - partial.Length);
            if (start == 0)
            {
                partial.Note(answer.Headers.ETag);
            }

            await CopyAsync(model, answer, partial, start, total, progress, cancellationToken);
            if (total is not null && partial.Length < total)
            {
                throw Interrupted(model, partial, null);
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or NotSupportedException)
        {
            throw partial.Length > 0
                ? Interrupted(model, partial, failure)
                : new ModelFetchException(
                    $"{address.Host} cannot be reached ({failure.Message.TrimEnd('.')}): check the network and try again, or download "
                        + $"the file by hand from {model.Page} and import it.",
                    failure
                );
        }
        catch (IOException failure) when (failure is HttpIOException || failure.InnerException is SocketException)
        {
            throw Interrupted(model, partial, failure);
        }
        catch (IOException failure)
        {
            throw new ModelFetchException(
                $"{model.FileName} cannot be written to {folder} ({failure.Message.TrimEnd('.')}): free space there and try again, it "
                    + "goes on where it stopped.",
                failure
            );
        }
    }

    // The publisher may lead elsewhere, but not to anything but the internet.
    private async Task<HttpResponseMessage> AskAsync(
        PublishedModel model,
        Uri address,
        PartialFile partial,
        CancellationToken cancellationToken
    )
    {
        var target = address;
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            if (!isAllowed(target))
            {
                throw new ModelFetchException(
                    $"{address.Host} leads to {target.Scheme}://{target.Host}, which is no https address of the internet: download "
                        + $"{model.FileName} by hand from {model.Page} and import it."
                );
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, target);
            partial.Ask(request);
            var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || answer.Headers.Location is not { } location)
            {
                return answer;
            }

            answer.Dispose();
            target = new Uri(target, location);
        }

        throw new ModelFetchException(
            $"{address.Host} leads from one address to the next without an end: download {model.FileName} by hand from {model.Page} "
                + "and import it."
        );
    }

    private async Task CopyAsync(
        PublishedModel model,
        HttpResponseMessage answer,
        PartialFile partial,
        long start,
        long? total,
        IProgress<FetchProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var (most, folder) = (total ?? model.Size, Path.GetDirectoryName(partial.Path)!);
        await using var source = await answer.Content.ReadAsStreamAsync(cancellationToken);
        await using var file = new FileStream(partial.Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        file.SetLength(start);
        file.Position = start;
        var buffer = new byte[BufferSize];
        while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (file.Position + read > most)
            {
                // To go on from wrong bytes would never end well.
                file.SetLength(0);
                throw new ModelFetchException(
                    $"The server sends more than the {most} bytes that {model.FileName} has: it is another file; look at {model.Page}."
                );
            }

            if (most is null && (file.Position + read) / SpaceInterval > file.Position / SpaceInterval)
            {
                RequireSpace(model, folder, 0);
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            progress?.Report(new FetchProgress(file.Position, total));
        }
    }

    private static void RequireSuccess(PublishedModel model, HttpResponseMessage answer)
    {
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            throw new ModelFetchException(
                $"{model.FileName} is no longer at its address: look for it at {model.Page} and import the file."
            );
        }

        if (!answer.IsSuccessStatusCode)
        {
            throw new ModelFetchException(
                $"{answer.RequestMessage?.RequestUri?.Host} answered {(int)answer.StatusCode}: try again later, or download "
                    + $"{model.FileName} by hand from {model.Page} and import it."
            );
        }
    }

    private static void RequireSize(PublishedModel model, long? total)
    {
        if (total is { } found && model.Size is { } expected && found != expected)
        {
            throw new ModelFetchException(
                $"The server offers {found} bytes and {model.FileName} has {expected}: it is another file; look at {model.Page}."
            );
        }
    }

    private void RequireSpace(PublishedModel model, string folder, long missing)
    {
        var free = freeSpace(folder);
        if (free < missing + Reserve)
        {
            throw new ModelFetchException(
                $"{model.FileName} needs {(missing + Reserve) >> 20} MiB more on the disk of {folder} and {free >> 20} MiB are free: "
                    + "make room and try again."
            );
        }
    }

    private static ModelFetchException Interrupted(PublishedModel model, PartialFile partial, Exception? inner) =>
        new($"The connection ended after {partial.Length >> 20} MiB of {model.FileName}: try again, it goes on where it stopped.", inner);
}

/// <summary>How far a fetch is.</summary>
/// <param name="Bytes">Bytes on the disk, those of earlier tries included.</param>
/// <param name="Total">Length of the whole file, or null where the server does not say.</param>
public sealed record FetchProgress(long Bytes, long? Total)
{
    /// <summary>Gets the share that is there, 0–1; null where the length is not known.</summary>
    public double? Share => Total is > 0 ? Math.Min(1, (double)Bytes / Total.Value) : null;
}

/// <summary>A checkpoint could not be fetched.</summary>
public sealed class ModelFetchException(string message, Exception? inner = null) : SairException(message, inner);
