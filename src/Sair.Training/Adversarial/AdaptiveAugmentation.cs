namespace Sair.Training.Adversarial;

/// <summary>Shows the discriminator altered pictures as often as it learns photos by heart (ADA, Karras 2020, arXiv 2006.06676).</summary>
/// <remarks>
/// Each alteration happens to each picture with probability p: mirror, shift, scale, turn, brightness, contrast, saturation.
/// p follows r_t = E[sign(D(photo))] (Eq. 1): above the target the discriminator knows its photos too well, and p rises.
/// Photos and made pictures are altered alike, and the gradient passes through, so that nothing of it leaks into what is made.
/// </remarks>
/// <param name="rise">How much p changes per picture seen; the paper's 1/500,000 is for runs of millions.</param>
public sealed class AdaptiveAugmentation(double rise) : IDisposable
{
    /// <summary>The r_t that p is steered to.</summary>
    public const double Target = 0.6;

    /// <summary>Largest p: above about 0.8 alterations begin to leak.</summary>
    public const double Largest = 0.8;

    private const double ShiftDeviation = 0.06; // of the side
    private const double ScaleDeviation = 0.12; // of the logarithm
    private const double TurnDeviation = 0.12; // radians
    private const double BrightnessDeviation = 0.2;
    private const double ContrastDeviation = 0.35; // of the logarithm
    private const double SaturationDeviation = 0.5; // of the logarithm

    /// <summary>Gets p as a tensor [1], so that it is saved and restored with the run.</summary>
    public Tensor Probability { get; } = zeros([1]).DetachFromDisposeScope();

    /// <summary>Moves p after the discriminator has seen photos.</summary>
    /// <param name="photoVerdicts">Verdicts [N, 1] on (altered) photos.</param>
    public void Follow(Tensor photoVerdicts)
    {
        ArgumentNullException.ThrowIfNull(photoVerdicts);
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var sign = photoVerdicts.sign().mean().ToDouble();
        Probability.add_(Math.Sign(sign - Target) * rise * photoVerdicts.shape[0]).clamp_(0, Largest);
    }

    /// <summary>Alters pictures.</summary>
    /// <param name="pictures">[N, 3, S, S], RGB, −1–1.</param>
    /// <returns>The same shape; differentiable in the pictures.</returns>
    public Tensor Apply(Tensor pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var probability = Probability.ToDouble();
        if (probability <= 0)
        {
            return pictures;
        }

        var n = pictures.shape[0];
        var mirror = 1 - (2 * Chosen(n, probability / 2)); // ±1: half of those chosen face the other way
        var scale = Drawn(n, probability, ScaleDeviation).exp();
        var turn = Drawn(n, probability, TurnDeviation);
        var right = 2 * Drawn(n, probability, ShiftDeviation);
        var down = 2 * Drawn(n, probability, ShiftDeviation);
        var (cosine, sine) = (turn.cos() * scale, turn.sin() * scale);
        var theta = stack([stack([cosine * mirror, -sine, right], 1), stack([sine * mirror, cosine, down], 1)], 1); // [N, 2, 3]
        var grid = nn.functional.affine_grid(theta.to(pictures.device), [.. pictures.shape]);
        var moved = nn.functional.grid_sample(
            pictures,
            grid,
            GridSampleMode.Bilinear,
            GridSamplePaddingMode.Reflection,
            align_corners: false
        );

        var grey = moved.mean([1], keepdim: true);
        var coloured = grey + ((moved - grey) * Each(pictures, Drawn(n, probability, SaturationDeviation).exp()));
        var contrast = Each(pictures, Drawn(n, probability, ContrastDeviation).exp());
        return (coloured * contrast) + Each(pictures, Drawn(n, probability, BrightnessDeviation));
    }

    /// <inheritdoc/>
    public void Dispose() => Probability.Dispose();

    private static Tensor Each(Tensor pictures, Tensor numbers) => numbers.to(pictures.device).reshape(-1, 1, 1, 1);

    private static Tensor Chosen(long n, double probability) => rand([n]).lt(probability).to(float32);

    // Zero for the pictures that are left as they are.
    private static Tensor Drawn(long n, double probability, double deviation) => Chosen(n, probability) * (randn([n]) * deviation);
}
