using Sair.Data.Restorations;
using Sair.Engine.Engines;

namespace Sair.Worker.Runs;

/// <summary>Collects the loss terms of a run into columns.</summary>
internal sealed class LossRecorder
{
    private readonly List<int> _index = [];
    private readonly Dictionary<string, IReadOnlyList<float?>> _terms = [];
    private readonly List<float> _total = [];
    private readonly List<float?> _identity = [];

    /// <summary>Gets a value indicating whether no iteration was added yet.</summary>
    public bool IsEmpty => _index.Count == 0;

    /// <summary>Adds an iteration; a term that begins late or pauses has null in between.</summary>
    public void Add(int index, StepLosses losses)
    {
        foreach (var term in losses.Terms)
        {
            Pad(term.Name).Add((float)term.Weighted);
        }

        _index.Add(index);
        _total.Add((float)losses.Total);
        _identity.Add((float?)losses.IdentitySimilarity);
    }

    /// <summary>Gets the curve so far.</summary>
    public LossCurve ToCurve()
    {
        foreach (var name in _terms.Keys)
        {
            Pad(name);
        }

        return new LossCurve(_index, _terms, _total, _identity);
    }

    private List<float?> Pad(string name)
    {
        if (!_terms.TryGetValue(name, out var values))
        {
            _terms.Add(name, values = new List<float?>());
        }

        var column = (List<float?>)values;
        while (column.Count < _index.Count)
        {
            column.Add(null);
        }

        return column;
    }
}
