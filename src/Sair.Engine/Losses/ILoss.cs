namespace Sair.Engine.Losses;

/// <summary>One differentiable term of an objective.</summary>
public interface ILoss
{
    /// <summary>Computes the unweighted term.</summary>
    /// <param name="context">The current iterate.</param>
    /// <returns>A scalar [] with gradients to <see cref="LossContext.Latent"/>; owned by the current scope.</returns>
    Tensor Evaluate(LossContext context);
}

/// <summary>What a loss sees of the current iterate.</summary>
/// <param name="Image">[N, 3, R, R], RGB, 0–1: the picture of the latent.</param>
/// <param name="Latent">W⁺ [N, L, S].</param>
/// <param name="Iteration">0-based number of the iteration.</param>
/// <param name="Iterations">Number of iterations of the whole run.</param>
public sealed record LossContext(Tensor Image, Tensor Latent, int Iteration, int Iterations);

/// <summary>One line of an objective.</summary>
/// <param name="Name">Stable name in charts and files, for example <c>fidelity</c>.</param>
/// <param name="Weight">Factor of the term; a term of weight 0 is not computed.</param>
/// <param name="Loss">The term.</param>
/// <param name="Start">0-based iteration at which the term sets in; before it the term counts as 0.</param>
public sealed record WeightedLoss(string Name, double Weight, ILoss Loss, int Start = 0);

/// <summary>An ordered sum of weighted losses, so that a method's formula reads in one initializer.</summary>
/// <param name="terms">The terms in the order of the formula; those of weight 0 are dropped.</param>
public sealed class WeightedObjective(IEnumerable<WeightedLoss> terms)
{
    /// <summary>Gets the terms that count.</summary>
    public IReadOnlyList<WeightedLoss> Terms { get; } = [.. terms.Where(term => term.Weight != 0)];

    /// <summary>Computes all terms of one iterate.</summary>
    /// <returns>Total [] with gradients and the unweighted terms [T] without; owned by the current scope.</returns>
    public ObjectiveValue Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Tensor? total = null;
        var values = new List<Tensor>(Terms.Count);
        foreach (var term in Terms)
        {
            if (context.Iteration < term.Start)
            {
                values.Add(zeros([], float32, context.Latent.device));
                continue;
            }

            var value = term.Loss.Evaluate(context);
            values.Add(value.detach().reshape([]));
            total = total is null ? value * term.Weight : total + (value * term.Weight);
        }

        return new ObjectiveValue(total ?? context.Latent.sum() * 0, stack(values));
    }
}

/// <summary>An objective at one iterate.</summary>
/// <param name="Total">Sum of the weighted terms [], with gradients.</param>
/// <param name="Values">Unweighted terms [T] in the order of <see cref="WeightedObjective.Terms"/>, without gradients.</param>
public sealed record ObjectiveValue(Tensor Total, Tensor Values);
