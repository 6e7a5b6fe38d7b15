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

    /// <summary>Starts a curve, after the iterations before a pause if there were any.</summary>
    public LossRecorder(LossCurve? earlier = null)
    {
        if (earlier is not null)
        {
            _index.AddRange(earlier.Index);
            _total.AddRange(earlier.Total);
            _identity.AddRange(earlier.Identity);
            foreach (var (name, values) in earlier.Terms)
            {
                _terms.Add(name, new List<float?>(values));
            }
        }
    }

    /// <summary>Gets the number of iterations.</summary>
    public int Count => _index.Count;

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
