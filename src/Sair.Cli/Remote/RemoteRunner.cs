using System.Text.Json.Nodes;
using Sair.Cli.Restoring;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Degradations;
using Sair.Engine.Faces;

namespace Sair.Cli.Remote;

/// <summary>Lets a site restore: sends the photos, follows the run, fetches the result.</summary>
internal sealed class RemoteRunner(CommandServices services, ServerAccess access)
{
    private const int MaxFailedPolls = 20;

    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_cancelTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Restores and writes the picture; a cancelled wait cancels the run on the site.</summary>
    /// <exception cref="ServerException">The site is not there, refuses, or fails.</exception>
    /// <exception cref="NoFaceFoundException">A photo shows no face.</exception>
    /// <exception cref="InvalidOptionsException">The chosen face is not there, or no reference can be used.</exception>
    public async Task RunAsync(RemoteRequest request, CancellationToken cancellationToken)
    {
        var files = new OutputFiles(services);
        files.Require(request.Output, request.Json, request.References.Append(request.Photo));
        var photo = PhotoFile.ReadBytes(request.Photo);
        _ = PhotoFile.ReadInfo(request.Photo, photo);

        // A mistyped name is told before anything is sent.
        var references = request.References.Select(path => (Path: path, Content: PhotoFile.ReadBytes(path))).ToList();
        using var client = new ServerClient(access);
        await client.CheckAsync(cancellationToken);
        var sender = new RemotePhotos(client, services.Error.WriteLine);
        var (sent, asked) = await sender.SendAsync(request, photo, cancellationToken);
        var good = await SendReferencesAsync(sender, references, request.IsAligned, cancellationToken);
        var (face, people) = await sender.ChooseAsync(request, sent, asked, good, cancellationToken);
        request = request with { References = [.. people.Select(person => person.Path)] };

        // Not to be cancelled: a restoration whose id never arrived could not be cancelled either.
        var id = await client.StartAsync(face.Id, [.. people.Select(person => person.Face)], request, CancellationToken.None);
        var done = await FollowAsync(client, id, cancellationToken);
        var written = new List<(string Path, byte[] Content)>
        {
            (request.Output, await client.DownloadAsync(id, FormatOf(request.Output), cancellationToken)),
        };
        var record =
            request.Json is null && face.RealSize is null
                ? null
                : (await client.ReadRecordAsync(id, cancellationToken)).ToRunRecord(request, access.Address, face);
        if (request.Json is { } json)
        {
            written.Add((json, record!.ToJson()));
        }

        files.Write(written);

        Summarise(request, id, done, record?.RealSize);
    }

    // As on this machine: one that cannot be used is named and left out, as long as another is left.
    private async Task<List<(string Path, RemotePhoto Photo)>> SendReferencesAsync(
        RemotePhotos sender,
        IReadOnlyList<(string Path, byte[] Content)> references,
        bool isAligned,
        CancellationToken cancellationToken
    )
    {
        var people = new List<(string Path, RemotePhoto Photo)>();
        var failures = new List<SairException>();
        foreach (var (path, content) in references)
        {
            try
            {
                _ = PhotoFile.ReadInfo(path, content);
                people.Add((path, await sender.SendReferenceAsync(path, content, isAligned, cancellationToken)));
            }
            catch (Exception failure) when (failure is InvalidImageException or NoFaceFoundException)
            {
                failures.Add((SairException)failure);
            }
        }

        ReferenceReader.RequireAny([.. references.Select(reference => reference.Path)], people.Count, failures);
        failures.ForEach(failure => services.Warn(ReferenceReader.LeftOut(failure)));
        return people;
    }

    private async Task<RemoteRestoration> FollowAsync(ServerClient client, Guid id, CancellationToken cancellationToken)
    {
        var progress = new RemoteProgress(services.Error, services.IsInteractive, services.Time);
        try
        {
            var state = await PollAsync(client, id, cancellationToken);
            while (state.Status is "Queued" or "Running" or "Paused")
            {
                progress.Report(state);
                await Task.Delay(s_pollInterval, services.Time, cancellationToken);
                state = await PollAsync(client, id, cancellationToken);
            }

            return state.Status switch
            {
                "Succeeded" => state,
                "Cancelled" => throw new ServerException("The restoration was cancelled on the site."),
                _ => throw new ServerException(state.Failure ?? "The restoration failed on the site: look into its log."),
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await CancelAsync(client, id);
            throw;
        }
        finally
        {
            progress.Finish();
        }
    }

    // A site that restarts goes on with its runs, so that some silence is no end.
    private async Task<RemoteRestoration> PollAsync(ServerClient client, Guid id, CancellationToken cancellationToken)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                return await client.FindAsync(id, cancellationToken);
            }
            catch (ServerException failure) when (failure.IsTransient && failures < MaxFailedPolls)
            {
                await Task.Delay(s_pollInterval, services.Time, cancellationToken);
            }
        }
    }

    private async Task CancelAsync(ServerClient client, Guid id)
    {
        using var limit = new CancellationTokenSource(s_cancelTimeout, services.Time);
        try
        {
            await client.CancelAsync(id, limit.Token);
        }
        catch (Exception failure) when (failure is ServerException or OperationCanceledException)
        {
            services.Warn($"The restoration could not be cancelled on the site: look at {access.Address}queue.");
        }
    }

    private void Summarise(RemoteRequest request, Guid id, RemoteRestoration done, RealSizeRecord? size)
    {
        services.Output.WriteLine(
            $"{request.Output}: restored by {access.Address} with {done.Engine}, {done.Iteration} "
                + $"iterations{(size is null ? "" : $", {size.Describe(size.StoredSide)}")}"
        );
        if (done.IdentityAfter is { } after)
        {
            var before = done.IdentityBefore is { } value ? $"{value:0.000}" : "unknown";
            services.Output.WriteLine($"similarity to the references: {before} before, {after:0.000} after");
        }

        if (done.Summary is { } summary)
        {
            services.Output.WriteLine(summary);
        }

        services.Output.WriteLine(
            $"verdict: {done.Verdict?.ToLowerInvariant() ?? "none"}; the evidence stands at {access.Address}restorations/{id}"
        );
    }

    private static string FormatOf(string path) => PictureFile.FormatOf(path).ToString().ToLowerInvariant();
}

/// <summary>What the command line asks a site for.</summary>
internal sealed record RemoteRequest
{
    /// <summary>Gets the path of the degraded photo.</summary>
    public required string Photo { get; init; }

    /// <summary>Gets the paths of the reference photos.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>Gets a value indicating whether all pictures are face squares in FFHQ framing already.</summary>
    public bool IsAligned { get; init; }

    /// <summary>Gets the 1-based number of the face that is meant, largest first; null to let the site choose one.</summary>
    public int? Face { get; init; }

    /// <summary>Gets how far the photo is turned clockwise: 0, 90, 180 or 270 degrees; null leaves it to its faces.</summary>
    public int? Turn { get; init; }

    /// <summary>Gets what is decided about the real size of a photo that was enlarged before.</summary>
    public RealSizeChoice RealSize { get; init; } = RealSizeChoice.Automatic;

    /// <summary>Gets where the face is, in pixels of the photo; null to let the site find it.</summary>
    public FaceBox? Box { get; init; }

    /// <summary>Gets a value indicating whether the face is restored although it looks like somebody else than the references.</summary>
    public bool EvenIfSomebodyElse { get; init; }

    /// <summary>Gets the id of the engine; null for the site's own choice.</summary>
    public string? Engine { get; init; }

    /// <summary>Gets the preset that the options begin with; null for the engine's own.</summary>
    public string? Preset { get; init; }

    /// <summary>Gets the options that were given, by the names that the site uses.</summary>
    public required JsonObject Options { get; init; }

    /// <summary>Gets where the restored face goes.</summary>
    public required string Output { get; init; }

    /// <summary>Gets where the record of the run goes; null to keep none.</summary>
    public string? Json { get; init; }
}
