using System.Threading.Channels;

namespace Sair.Application.Photos;

/// <summary>Wakes the thorough search for faces and tells pages when it is through with a photo.</summary>
public sealed class FaceSearchSignal
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Raised on a thread of the search with the photo's id.</summary>
    public event Action<Guid>? Finished;

    /// <summary>Tells that a photo waits.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Waits for <see cref="Wake"/>.</summary>
    internal async Task WaitAsync(CancellationToken cancellationToken) => await _wake.Reader.ReadAsync(cancellationToken);

    /// <summary>Tells that a photo is searched.</summary>
    internal void Finish(Guid photoId) => Finished?.Invoke(photoId);
}
