namespace Sair.Training.Packs;

/// <summary>A direction in W⁺ along which one expression grows.</summary>
/// <param name="Name">The expression.</param>
/// <param name="Normal">[L, S], unit length over all rows.</param>
/// <param name="Gain">Units along the normal that move held-out faces by two in log-odds or more, most of them, and bring half of them to the expression; where none does, those that bring most.</param>
/// <param name="Accuracy">Share of held-out samples on the right side of the boundary (expression stronger or weaker than the median).</param>
/// <param name="Shift">Mean change of the log-odds of held-out samples at <paramref name="Gain"/>.</param>
/// <param name="Moved">Share of held-out samples whose log-odds rise by more than a half at <paramref name="Gain"/>.</param>
/// <param name="Reached">Share of held-out samples that are classified as the expression at <paramref name="Gain"/>.</param>
public sealed record ExpressionDirection(string Name, Tensor Normal, double Gain, double Accuracy, double Shift, double Moved, double Reached)
{
    /// <summary>Share of held-out samples that an offered direction moves, at the least.</summary>
    public const double LeastMoved = 0.75;

    /// <summary>Share of held-out samples that an offered direction brings to the expression, at the least: odds that only rise need not show on the face.</summary>
    public const double LeastReached = 0.5;

    /// <summary>Gets a value indicating whether the direction works well enough to be offered.</summary>
    public bool IsOffered => Shift >= 1 && Moved >= LeastMoved && Reached >= LeastReached;
}
