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

    /// <summary>
    /// Adds an iteration; where a run went back to an earlier one, what came after that counts no more. A term that begins late or
    /// pauses has null in between.
    /// </summary>
    public void Add(int index, StepLosses losses)
    {
        GoBackTo(index);
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

    private void GoBackTo(int index)
    {
        var kept = _index.FindIndex(earlier => earlier >= index);
        if (kept < 0)
        {
            return;
        }

        _index.RemoveRange(kept, _index.Count - kept);
        _total.RemoveRange(kept, _total.Count - kept);
        _identity.RemoveRange(kept, _identity.Count - kept);
        foreach (var column in _terms.Values.Cast<List<float?>>().Where(column => column.Count > kept))
        {
            column.RemoveRange(kept, column.Count - kept);
        }
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
