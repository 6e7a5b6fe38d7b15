namespace Sair.Engine.Networks;

/// <summary>Renders latents and gives their gradient block by block: keeps the pictures and features between the generator's blocks alone and computes the rest again (Chen 2016, arXiv 1604.06174).</summary>
/// <remarks>Costs one more rendering per gradient. What it keeps belongs to the caller's dispose scope.</remarks>
/// <param name="generator">The generator; stays owned by the caller.</param>
/// <param name="noise">One input per layer; stays owned by the caller.</param>
/// <param name="range">Brings pictures of about −1–1 to the wanted range.</param>
public sealed class RecomputedSynthesis(StyleGan2Generator generator, IReadOnlyList<Tensor> noise, Func<Tensor, Tensor> range)
{
    // All but the last.
    private readonly List<StyleGan2Level> _levels = [];

    /// <summary>Renders.</summary>
    /// <param name="latents">W⁺ [N, L, S].</param>
    /// <param name="side">Side at which to stop.</param>
    /// <returns>[N, 3, side, side] in the wanted range, cut off from the latents: take the gradient with respect to it to <see cref="Gradient"/>.</returns>
    public Tensor Render(Tensor latents, int side)
    {
        using var ungraded = no_grad();
        _levels.Clear();
        for (var current = 4; current < side; current *= 2)
        {
            using var scope = NewDisposeScope();
            var level = generator.SynthesizeLevel(_levels.LastOrDefault(), latents, noise);
            level.Features.MoveToOuterDisposeScope();
            level.Picture.MoveToOuterDisposeScope();
            _levels.Add(level with { Doubled = null });
        }

        using var last = NewDisposeScope();
        var picture = generator.SynthesizeLevel(_levels.LastOrDefault(), latents, noise).Picture;
        return range(picture).detach().requires_grad_(true).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the gradient of the latents of the last <see cref="Render"/>, and forgets what that kept.</summary>
    /// <param name="latents">The same latents.</param>
    /// <param name="picture">The gradient with respect to the rendered picture.</param>
    /// <returns>[N, L, S].</returns>
    public Tensor Gradient(Tensor latents, Tensor picture)
    {
        ArgumentNullException.ThrowIfNull(latents);
        using var all = NewDisposeScope();
        var sum = zeros_like(latents);
        IList<Tensor> outer = [picture];
        for (var i = _levels.Count; i >= 0; i--)
        {
            using var scope = NewDisposeScope();
            var wanted = latents.detach().requires_grad_(true);
            var below = i == 0 ? null : new StyleGan2Level(_levels[i - 1].Side, null, _levels[i - 1].Features.detach().requires_grad_(true), _levels[i - 1].Picture.detach().requires_grad_(true));
            var level = generator.SynthesizeLevel(below, wanted, noise);
            Tensor[] outputs = i == _levels.Count ? [range(level.Picture)] : [level.Features, level.Picture];
            var gradients = autograd.grad(outputs, below is null ? [wanted] : [wanted, below.Features, below.Picture], outer);
            using (no_grad())
            {
                sum.add_(gradients[0]);
            }

            outer = [.. gradients.Skip(1).Select(gradient => gradient.MoveToOuterDisposeScope())];
            if (i < _levels.Count)
            {
                _levels[i].Features.Dispose();
                _levels[i].Picture.Dispose();
            }
        }

        _levels.Clear();
        return sum.MoveToOuterDisposeScope();
    }
}
