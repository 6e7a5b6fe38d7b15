using Sair.Engine.Imaging;

namespace Sair.Evaluation.QuickSet;

/// <summary>One person of an evaluation set.</summary>
/// <param name="Person">The name of the person's folder.</param>
/// <param name="Truth">The face square that was degraded.</param>
/// <param name="Degraded">What is to be restored.</param>
/// <param name="References">Other face squares of the person; empty where restoration goes without.</param>
/// <param name="StrangersReferences">As many face squares of somebody else, for the control.</param>
public sealed record TestFace(string Person, RgbImage Truth, RgbImage Degraded, IReadOnlyList<RgbImage> References, IReadOnlyList<RgbImage> StrangersReferences);
