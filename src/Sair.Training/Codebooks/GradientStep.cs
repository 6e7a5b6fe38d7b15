using Sair.Training.Checkpoints;

namespace Sair.Training.Codebooks;

/// <summary>One step of an optimiser, as all stages take it.</summary>
internal static class GradientStep
{
    private const double GradientLimit = 1;

    /// <summary>Goes down the gradient of a loss, limited in length, at the rate of the step.</summary>
    /// <param name="adam">The optimiser.</param>
    /// <param name="loss">A scalar.</param>
    /// <param name="module">Holds the optimiser's parameters.</param>
    /// <param name="options">Peak rate and number of steps.</param>
    /// <param name="step">Number of the step from 0.</param>
    public static void Take(ResumableAdam adam, Tensor loss, nn.Module module, CodebookTrainingOptions options, long step)
    {
        loss.backward();
        nn.utils.clip_grad_norm_(module.parameters().Where(parameter => parameter.grad is not null), GradientLimit);
        adam.LearningRate = StepDraws.Rate(options.LearningRate, step, options.Steps);
        adam.Step();
        adam.ZeroGradients();
    }
}
