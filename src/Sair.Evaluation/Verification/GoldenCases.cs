using Sair.Evaluation.Verification.Cases;

namespace Sair.Evaluation.Verification;

/// <summary>The golden cases that this program can recompute.</summary>
public static class GoldenCases
{
    /// <summary>Gets all cases.</summary>
    public static IReadOnlyList<GoldenCase> All { get; } =
    [
        new("c1_stylegan2_rosinality", StyleGan2Cases.Rosinality),
        new("c2_stylegan2_nvlabs", StyleGan2Cases.Nvlabs),
        new("c3_ops", OperatorCases.Compute),
        new("c4a_sair_bicubic", DegradationCases.Bicubic),
        new("c4b_sair_diffjpeg", DegradationCases.Jpeg),
        new("c4c_sair_histogram", HistogramCases.Histogram),
        new("c4d_sair_latent_losses", LatentLossCases.Compute),
        new("c4e_sair_id_preprocess", RecogniserCases.Preprocess),
        new("c4f_sair_objective", ObjectiveCases.Compute),
        new("c4g_sair_objective_jpeg_emotion", ObjectiveCases.Compute),
        new("c4h_sair_masked_histogram", HistogramCases.Masked),
        new("c5_iresnet", RecogniserCases.IResNet),
        new("c6a_gen2res_unet", DiffusionCases.Network),
        new("c6b_gen2res_schedule", DiffusionCases.Schedule),
        new("c6c_gen2res_steps", DiffusionCases.Steps),
        new("c6d_gen2res_loop", DiffusionCases.Loop),
        new("c6e_gen2res_training", DiffusionCases.Training),
        new("c7a_iqpir_codeformer", CodePredictorCases.Dual),
        new("c7b_iqpir_vqgan_dual", CodebookCases.Autoencoder),
        new("c7c_iqpir_quality_grad", CodePredictorCases.QualityGradient),
        new("c7d_iqpir_stage2_losses", CodePredictorCases.SecondStageLosses),
        new("c7e_iqpir_blocks", CodebookCases.Blocks),
        new("c7f_iqpir_nearest", CodePredictorCases.Single),
    ];
}

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
