namespace Sair.Worker.Previews;

/// <summary>Keeps a bounded number of a run's pictures, evenly spread over its iterations.</summary>
internal sealed class Filmstrip
{
    /// <summary>The most pictures that are kept.</summary>
    public const int Most = 24;

    private readonly List<Preview> _frames = [];
    private int _spacing = 1;

    /// <summary>Takes a picture unless it is too near to the last one; beyond the limit every other one goes.</summary>
    public void Add(Preview preview)
    {
        if (_frames.Count > 0 && preview.Index < _frames[^1].Index + _spacing)
        {
            return;
        }

        _frames.Add(preview);
        if (_frames.Count > Most)
        {
            var kept = _frames.Where((_, i) => i % 2 == 0).ToList();
            _frames.Clear();
            _frames.AddRange(kept);
            _spacing = Math.Max(2 * _spacing, (_frames[^1].Index - _frames[0].Index) / (_frames.Count - 1));
        }
    }

    public List<Preview> ToList() => [.. _frames];

    public void Clear()
    {
        _frames.Clear();
        _spacing = 1;
    }
}
