namespace Sair.Evaluation.Verification;

/// <summary>One golden case: how to recompute its outputs with the product's own classes.</summary>
/// <param name="Name">The case's name in its side-car.</param>
/// <param name="Compute">Fills every <c>out.*</c> and <c>grad.*</c> from the inputs and parameters; runs in a scope of its own.</param>
public sealed record GoldenCase(string Name, Action<GoldenFile, GoldenResults> Compute);

/// <summary>Recomputed tensors by their names in the file.</summary>
public sealed class GoldenResults
{
    private readonly Dictionary<string, Tensor> _tensors = [];

    /// <summary>Sets one recomputed tensor.</summary>
    public Tensor this[string name]
    {
        set => _tensors[name] = value;
    }

    /// <summary>Gets a recomputed tensor, or null where the case did not compute it.</summary>
    public Tensor? Find(string name) => _tensors.GetValueOrDefault(name);
}

/// <summary>One recomputed tensor beside the stored one.</summary>
/// <param name="Case">Name of the case.</param>
/// <param name="Tensor">Name of the tensor.</param>
/// <param name="Error">Largest absolute error; NaN where the tensor was not recomputed or has another shape.</param>
/// <param name="Tolerance">Largest allowed error.</param>
public sealed record GoldenComparison(string Case, string Tensor, double Error, double Tolerance)
{
    /// <summary>Gets a value indicating whether the error is within the tolerance.</summary>
    public bool Passed => Error <= Tolerance;
}
