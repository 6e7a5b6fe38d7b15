using System.Globalization;
using Sair.Cli.Restoring;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Engine.Imaging.Metadata;
using Sair.Engine.Preparation;
using Sair.Engine.Weights;

namespace Sair.Cli.Photos;

/// <summary>
/// Restores whole photos: one, or all of a folder; of a folder, what an earlier run did is not done again, and nothing stops the rest.
/// </summary>
internal sealed class PhotoRunner(CommandServices services, IModelProvider models, string modelsFolder, Device device) : IDisposable
{
    private readonly OutputFiles _files = new(services);
    private readonly HashSet<string> _checkedFolders = [];
    private PhotoRestorer? _restorer;
    private IDisposable? _ownedFaces;
    private bool _isOpening;

    /// <summary>Restores, writes, prints a line per photo, and of a folder the sums.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    /// <exception cref="InvalidOptionsException">The request is refused; nothing was computed.</exception>
    /// <exception cref="SairException">The single photo failed.</exception>
    public int Run(PhotoRequest request, CancellationToken cancellationToken)
    {
        var work = PhotoWork.Plan(request, _files);
        RequirePack(request);
        var report = new PhotoReport(work.Jobs.Count, work.Folder);
        try
        {
            if (work.Folder is null)
            {
                report.Add(RestoreOne(request, work, work.Jobs[0], null, null, cancellationToken));
            }
            else if (work.Jobs.Count > 0)
            {
                RunFolder(request, work, report, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            (report.Stopped, report.IsCancelled) = ("Cancelled.", true);
            throw;
        }
        catch (SairException failure)
        {
            if (work.Folder is null)
            {
                report.Add(new PhotoLine(request.Input, PhotoStatus.Failed, Reason: failure.Message));
            }
            else
            {
                report.Stopped = failure.Message;
            }

            throw;
        }
        finally
        {
            Finish(request, work, report);
        }

        return report.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose() => _ownedFaces?.Dispose();

    private void RequirePack(PhotoRequest request)
    {
        if (request.Options.Pack is { } pack)
        {
            _ = ModelPack.For(models, pack, request.Engine.Descriptor.Id);
        }
    }

    private void RunFolder(PhotoRequest request, PhotoWork work, PhotoReport report, CancellationToken cancellationToken)
    {
        var ledger = new PhotoLedger(request.Output, PhotoRecipe.Of(request, work.Albums, modelsFolder));
        var progress = new FolderProgress(work.Jobs.Count);
        foreach (var (index, job) in work.Jobs.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!Directory.Exists(request.Output))
            {
                report.Stopped = $"The folder {request.Output} is gone.";
                return;
            }

            if (!_files.HasRoom(job.Result))
            {
                report.Stopped = $"The disk of {request.Output} is full.";
                return;
            }

            var line = ContinueAfterFailure(job, () => RestoreOne(request, work, job, ledger, progress.Begin(index), cancellationToken));
            report.Add(line);
            progress.End(line);
        }
    }

    // One bad photo, or one that is too large, is no reason to leave the others.
    private PhotoLine ContinueAfterFailure(PhotoJob job, Func<PhotoLine> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure)
            when (CommandHost.IsExpected(failure) && !_isOpening && failure is not (ModelUnavailableException or WeightsFormatException))
        {
            var sentence = CommandHost.Describe(failure);
            services.Output.WriteLine($"{job.Photo}: {sentence}");
            return new PhotoLine(job.Photo, PhotoStatus.Failed, Reason: sentence);
        }
    }

    private PhotoLine RestoreOne(
        PhotoRequest request,
        PhotoWork work,
        PhotoJob job,
        PhotoLedger? ledger,
        string? prefix,
        CancellationToken cancellationToken
    )
    {
        var started = services.Time.GetTimestamp();
        var content = PhotoFile.ReadBytes(job.Photo);
        var hash = PhotoLedger.Hash(content);
        if (ledger?.Find(job.Name, hash, job.ResultName) is { } known)
        {
            return Skip(job, known);
        }

        RequireOutput(request, job, content, ledger);
        services.Error.WriteLine($"{prefix}{job.Photo}");
        var restorer = _restorer ??= Open(work, cancellationToken);
        PhotoOutcome outcome;
        try
        {
            outcome = restorer.Restore(request, job.Photo, content, cancellationToken);
        }
        catch (NoFaceFoundException failure)
        {
            return LeaveOut(
                job,
                ledger,
                hash,
                new PhotoLine(job.Photo, PhotoStatus.LeftOut, Reason: failure.Message, Restored: 0, Found: 0, Seconds: Seconds()),
                failure.Message
            );
        }

        if (outcome.Image is not { } image)
        {
            return LeaveOut(
                job,
                ledger,
                hash,
                new PhotoLine(
                    job.Photo,
                    PhotoStatus.LeftOut,
                    Reason: "nobody on it is known",
                    Restored: 0,
                    Found: outcome.Found,
                    Seconds: Seconds()
                ),
                $"{outcome.Found} face(s), none restored, nothing written; give the album of somebody on it by --album, or an "
                    + $"engine by --blind"
            );
        }

        var (result, notKept) = Encode(request, job.Result, image, outcome.Original);
        UpdateLedger(ledger, known => known.Announce(job.Name, hash, job.ResultName, result));
        _files.Write((job.Result, result));
        UpdateLedger(ledger, known => known.Complete(job.Name));
        if (notKept is not null)
        {
            services.Warn($"{job.Photo}: {notKept}");
        }

        services.Output.WriteLine(
            $"{job.Photo}: {outcome.Restored} of {outcome.Found} face(s) restored, {image.Width}×{image.Height}, {Seconds():0.0} "
                + $"s: {job.Result}"
        );
        return new PhotoLine(
            job.Photo,
            PhotoStatus.Restored,
            job.Result,
            null,
            outcome.Restored,
            outcome.Found,
            Seconds(),
            outcome.Seam,
            notKept,
            outcome.RealSize
        );

        double Seconds() => services.Time.GetElapsedTime(started).TotalSeconds;
    }

    private PhotoLine Skip(PhotoJob job, LedgerLine known)
    {
        services.Output.WriteLine(
            known.Result is null ? $"{job.Photo}: {known.Reason} (as before)" : $"{job.Photo}: {job.Result} is there already"
        );
        return known.Result is null
            ? new PhotoLine(job.Photo, PhotoStatus.LeftOut, Reason: known.Reason)
            : new PhotoLine(job.Photo, PhotoStatus.There, job.Result);
    }

    private PhotoLine LeaveOut(PhotoJob job, PhotoLedger? ledger, string hash, PhotoLine line, string sentence)
    {
        UpdateLedger(ledger, known => known.AddNothing(job.Name, hash, sentence));
        services.Output.WriteLine($"{job.Photo}: {sentence}");
        return line;
    }

    // A result is not lost because nobody could note that it is there.
    private void UpdateLedger(PhotoLedger? ledger, Action<PhotoLedger> update)
    {
        try
        {
            if (ledger is not null)
            {
                update(ledger);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            services.Warn($"What was done could not be noted ({failure.Message.TrimEnd('.')}), so that a later run may do it again.");
        }
    }

    private void RequireOutput(PhotoRequest request, PhotoJob job, byte[] content, PhotoLedger? ledger)
    {
        if (ledger is not null)
        {
            var folder = Path.GetDirectoryName(job.Result)!;
            if (_checkedFolders.Add(folder))
            {
                OutputFiles.RequireFolder(folder);
            }

            _files.RequireFile(job.Result);
            if (!ledger.MayReplace(job.Name, job.ResultName))
            {
                throw new InvalidOptionsException(
                    $"{job.Result} is there and is not what this program made of this photo: move it away, or name another "
                        + $"folder by --out."
                );
            }
        }

        var info = PhotoFile.ReadInfo(job.Photo, content);
        _files.RequireSize(job.Result, info.Width, info.Height, request.Compositing.Enlargement);
    }

    // Networks are loaded and albums read when the first photo needs them, so that a finished folder costs neither.
    private PhotoRestorer Open(PhotoWork work, CancellationToken cancellationToken)
    {
        _isOpening = true;
        var faces = services.OpenFaces(models);
        _ownedFaces = faces as IDisposable;
        var preparation = new FacePreparation(faces);
        var albums = work.Albums.Select(album => PersonAlbum.Read(album, preparation, services, cancellationToken)).ToList();
        foreach (var doubt in AlbumCheck.FindMisplaced(albums))
        {
            services.Warn(doubt);
        }

        _isOpening = false;
        return new PhotoRestorer(services, preparation, models, device, albums);
    }

    private void Finish(PhotoRequest request, PhotoWork work, PhotoReport report)
    {
        if (work.Folder is not null)
        {
            RemoveEmptyFolders(request.Output);
            report.Write(services.Output);
        }

        try
        {
            if (request.Json is { } json)
            {
                _files.Write((json, report.ToJson(request)));
            }
        }
        catch (ResultElsewhereException failure)
        {
            // What ended the run goes before it.
            report.HasNoRecord = true;
            services.Error.WriteLine($"sair: {failure.Message}");
        }
    }

    private void RemoveEmptyFolders(string output)
    {
        foreach (var folder in _checkedFolders.Where(folder => !OutputFiles.IsSame(folder, output) && IsEmpty(folder)))
        {
            Directory.Delete(folder);
        }
    }

    private static bool IsEmpty(string folder) => Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any();

    // With what of the photo's metadata could not go along.
    private (byte[] Content, string? NotKept) Encode(PhotoRequest request, string path, RgbImage image, byte[] original)
    {
        var format = PictureFile.FormatOf(path);
        var target = new MetadataTarget(
            format,
            image.Width,
            image.Height,
            KeepsPlaces: true,
            $"engine {request.Engine.Descriptor.Id}, seed {request.Options.Seed}"
        );
        var carried = PhotoMetadata.Read(original, services.Time.GetUtcNow().UtcDateTime).Carry(request.Metadata, target);
        return (MetadataWriter.Encode(image, format, carried), carried.NotKept);
    }
}

/// <summary>Says which photo of a folder is worked on and how long the rest takes.</summary>
internal sealed class FolderProgress(int total)
{
    private readonly List<double> _recent = [];

    /// <summary>Writes what stands before the name of a photo: its place and the time that is left.</summary>
    /// <param name="index">Its place, from 0.</param>
    public string Begin(int index)
    {
        const int enough = 3;
        var left = _recent.Count >= enough ? $", about {Duration(TimeSpan.FromSeconds(_recent.Average() * (total - index)))} left" : "";
        return $"[{index + 1} of {total}{left}] ";
    }

    /// <summary>Takes note of a finished photo.</summary>
    public void End(PhotoLine line)
    {
        const int window = 50;
        if (line.Seconds is { } seconds)
        {
            _recent.Add(seconds);
            if (_recent.Count > window)
            {
                _recent.RemoveAt(0);
            }
        }
    }

    private static string Duration(TimeSpan time) =>
        time switch
        {
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, time.TotalSeconds):0} s"),
            { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h"),
        };
}
