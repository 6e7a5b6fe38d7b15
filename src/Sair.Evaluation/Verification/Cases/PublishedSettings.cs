namespace Sair.Evaluation.Verification.Cases;

/// <summary>Settings of the published code of Guo 2024.</summary>
internal static class PublishedSettings
{
    public static LearningRateSchedule Schedule { get; } = new(Peak: 0.1, RampUp: 0.05, RampDown: 0.25, FirstStepMoves: false);
}
