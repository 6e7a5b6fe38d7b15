namespace Sair.Engine.Degradations;

/// <summary>Takes marked places over as a reference shows them: x̂ = x + m (H r − H x).</summary>
/// <remarks>
/// H is what differs from a wide blur, so that a mole or the rim of glasses comes along and the reference's light and skin tone do not.
/// Both squares are in FFHQ framing, which brings eyes and mouth to the same places; what lies far from them may be some pixels off.
/// </remarks>
public sealed class ReferenceDetail : IDisposable
{
    // Of the side: details up to about a tenth of the face are kept whole.
    private const double BlurShare = 1.0 / 14;

    private readonly Tensor _mask;
    private readonly Tensor _detail;
    private readonly SeparableFilter _blur;

    private ReferenceDetail(FaceMarks marks, Tensor reference)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var side = (int)reference.shape[^1];
        var matrix = GaussianKernel.Blur(side, BlurShare * side);
        _blur = new SeparableFilter(matrix, matrix, reference.device);
        _mask = marks.Borrow(side, reference.device).DetachFromDisposeScope();
        _detail = (reference - _blur.Apply(reference)).DetachFromDisposeScope();
    }

    /// <summary>Prepares the places.</summary>
    /// <param name="marks">What was painted over the photo, or null.</param>
    /// <param name="references">The references [M, 3, h, h], RGB, 0–1, best first, or null without any; owned by the caller.</param>
    /// <param name="side">Side of the pictures that will come.</param>
    /// <returns>Null where nothing is to be taken over.</returns>
    public static ReferenceDetail? Of(FaceMarks? marks, Tensor? references, int side)
    {
        if (marks is not { Borrows: true } || references is null)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        return new ReferenceDetail(marks, FaceEnlargement.Apply(references.narrow(0, 0, 1), side));
    }

    /// <summary>Takes the places over.</summary>
    /// <param name="image">x [1, 3, R, R], RGB, 0–1.</param>
    /// <returns>x̂ [1, 3, R, R], 0–1.</returns>
    public Tensor Apply(Tensor image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return (image + (_mask * (_detail - (image - _blur.Apply(image))))).clamp(0, 1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mask.Dispose();
        _detail.Dispose();
        _blur.Dispose();
    }
}
