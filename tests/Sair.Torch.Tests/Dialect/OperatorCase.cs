namespace Sair.Torch.Tests.Dialect;

/// <summary>One call of the dialect with its values, row-major.</summary>
/// <param name="Name">What is called.</param>
/// <param name="Run">Makes the result; any element type.</param>
/// <param name="Expected">The values of the result.</param>
internal sealed record OperatorCase(string Name, Func<Tensor> Run, double[] Expected)
{
    /// <summary>Gets every case.</summary>
    public static IReadOnlyList<OperatorCase> All { get; } =
        [.. UnaryCases.All, .. BinaryCases.All, .. ReductionCases.All, .. ShapeCases.All, .. FactoryCases.All, .. FunctionalCases.All];

    /// <summary>Gets 1 to 6 as [2, 3].</summary>
    public static Tensor Six => tensor([1f, 2, 3, 4, 5, 6], [2, 3]);

    /// <summary>Gets a picture [1, 1, 3, 3] of 1 to 9.</summary>
    public static Tensor Nine => arange(1, 10, float32).reshape(1, 1, 3, 3);

    /// <summary>Makes a one-dimensional tensor.</summary>
    public static Tensor Row(params float[] values) => tensor(values);

    /// <summary>Makes a one-dimensional tensor of indices.</summary>
    public static Tensor Indices(params long[] values) => tensor(values);
}
