using Sair.Engine.Imaging;

namespace Sair.Evaluation.Judges;

/// <summary>Tells how alike two faces are, by a recogniser that no objective ever sees.</summary>
/// <remarks>Pictures in, numbers out: neither tensors nor gradients can be had from a judge, so nothing can be optimised against it.</remarks>
public interface IIdentityJudge : IDisposable
{
    /// <summary>Gets the name of the recogniser, for the head of a report.</summary>
    string Name { get; }

    /// <summary>Compares two face squares in FFHQ framing, of any size.</summary>
    /// <param name="first">One face square.</param>
    /// <param name="second">The other face square.</param>
    /// <returns>−1–1; higher is more alike.</returns>
    double Similarity(RgbImage first, RgbImage second);

    /// <summary>Describes a face square.</summary>
    /// <param name="face">In FFHQ framing, of any size.</param>
    /// <returns>A descriptor of unit length.</returns>
    float[] Describe(RgbImage face);
}
