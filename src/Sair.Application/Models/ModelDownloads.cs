using Sair.Engine;
using Sair.Engine.Weights;
using Sair.Engine.Weights.Fetching;

namespace Sair.Application.Models;

/// <summary>
/// The downloads of published models that go on in the background; they survive the page, and their bytes survive the process.
/// </summary>
/// <param name="fetcher">Fetches.</param>
/// <param name="options">Where the models lie.</param>
public sealed class ModelDownloads(ModelFetcher fetcher, ModelsOptions options) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ModelDownload> _downloads = [];
    private readonly Dictionary<string, (CancellationTokenSource Stop, Task Task)> _running = [];

    /// <summary>The models folder.</summary>
    public string Folder => ModelsFolder.Locate(options.Directory);

    /// <summary>Whether any download goes on.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
            {
                return _running.Count > 0;
            }
        }
    }

    /// <summary>
    /// How many downloads have ended in this process, in whatever way: one may begin and end between two looks at
    /// <see cref="IsBusy"/>.
    /// </summary>
    public int Ended { get; private set; }

    /// <summary>Finds the download of a model; null where none was begun in this process.</summary>
    public ModelDownload? Find(string id)
    {
        lock (_gate)
        {
            return _downloads.GetValueOrDefault(id);
        }
    }

    /// <summary>Begins or goes on; the user has accepted the licence.</summary>
    public void Start(string id)
    {
        lock (_gate)
        {
            if (_running.ContainsKey(id))
            {
                return;
            }

            _downloads[id] = new ModelDownload(_downloads.GetValueOrDefault(id)?.Progress, IsRunning: true, null);
            var stop = new CancellationTokenSource();
            _running[id] = (stop, Task.Run(() => FetchAsync(id, stop.Token)));
        }
    }

    /// <summary>Stops and keeps the bytes.</summary>
    public async Task PauseAsync(string id)
    {
        Task? task = null;
        lock (_gate)
        {
            if (_running.TryGetValue(id, out var running))
            {
                running.Stop.Cancel();
                task = running.Task;
            }
        }

        await (task ?? Task.CompletedTask);
    }

    /// <summary>Stops and deletes the bytes.</summary>
    public async Task DiscardAsync(PublishedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        await PauseAsync(model.Id);
        ModelFetcher.Discard(Folder, model);
        lock (_gate)
        {
            _downloads.Remove(model.Id);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var (stop, _) in _running.Values)
            {
                stop.Cancel();
            }
        }
    }

    private async Task FetchAsync(string id, CancellationToken cancellationToken)
    {
        string? mistake = null;
        var isDone = false;
        try
        {
            await fetcher.FetchAsync(Folder, id, licenceAccepted: true, new Reporter(this, id), cancellationToken);
            isDone = true;
        }
        catch (OperationCanceledException)
        {
            // Paused: what is there stays.
        }
        catch (SairException failure)
        {
            mistake = failure.Message;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            mistake =
                $"The file cannot be written to {UserModels.FolderOf(Folder)} ({failure.Message.TrimEnd('.')}): let Sair write there "
                + "and try again.";
        }
        catch (Exception failure)
        {
            // Nobody waits for this task, and a download that ended must not look as if it went on.
            mistake = $"The download failed ({failure.GetType().Name}): try again, or download the file by hand and add it below.";
        }

        lock (_gate)
        {
            Ended++;
            _running.Remove(id, out var running);
            running.Stop?.Dispose();
            if (isDone)
            {
                _downloads.Remove(id);
            }
            else
            {
                _downloads[id] = _downloads[id] with { IsRunning = false, Mistake = mistake };
            }
        }
    }

    private sealed class Reporter(ModelDownloads owner, string id) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value)
        {
            lock (owner._gate)
            {
                owner._downloads[id] = owner._downloads[id] with { Progress = value };
            }
        }
    }
}

/// <summary>Where a download stands.</summary>
/// <param name="Progress">How far it is; null before the first bytes.</param>
/// <param name="IsRunning">Whether it goes on at the moment.</param>
/// <param name="Mistake">Why it stopped; null where the user stopped it or it runs.</param>
public sealed record ModelDownload(FetchProgress? Progress, bool IsRunning, string? Mistake);
