namespace Sair.Engine.Schedules;

/// <summary>Learning rate over a search: linear ramp-up, plateau, cosine ramp-down (Karras 2020, projector; Guo 2024).</summary>
/// <param name="Peak">Rate of the plateau, per step.</param>
/// <param name="RampUp">Fraction of the run that ramps up.</param>
/// <param name="RampDown">Fraction of the run that ramps down.</param>
/// <param name="FirstStepMoves">
/// Whether step 0 has the rate that the ramp reaches at its end; in the published code it is 0, so that the first step only
/// fills Adam's moments.
/// </param>
public sealed record LearningRateSchedule(double Peak = 0.1, double RampUp = 0.05, double RampDown = 0.25, bool FirstStepMoves = true)
{
    /// <summary>Gives the rate of one step.</summary>
    /// <param name="step">0-based.</param>
    /// <param name="steps">Number of steps of the run.</param>
    public double RateAt(int step, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var progress = (double)step / steps;
        var down = RampDown > 0 ? Math.Min(1, (1 - progress) / RampDown) : 1;
        var up = RampUp > 0 ? Math.Min(1, (FirstStepMoves ? progress + (1.0 / steps) : progress) / RampUp) : 1;
        return Peak * (0.5 - (0.5 * Math.Cos(Math.PI * down))) * up;
    }
}
