namespace Sair.Engine.Faces.Sampling;

/// <summary>Cuts a fixed rectangle out of aligned squares and resizes it to a network's input, differentiably.</summary>
/// <remarks>A rectangle that is no square is centred on a zero square, as the face-api networks were trained.</remarks>
internal static class AlignedCrop
{
    /// <summary>Cuts and resizes.</summary>
    /// <param name="images">[N, 3, H, W] float RGB 0–1 in FFHQ framing.</param>
    /// <param name="rectangle">What to cut, in fractions of the square.</param>
    /// <param name="side">Side of the result in pixels.</param>
    /// <returns>[N, 3, side, side] float RGB 0–255.</returns>
    public static Tensor Cut(Tensor images, FaceRectangle rectangle, int side)
    {
        var shape = images.shape;
        if (shape.Length != 4 || shape[1] != 3)
        {
            throw new ArgumentException($"Aligned images must be [N, 3, H, W], not [{string.Join(", ", shape)}].", nameof(images));
        }

        var (height, width) = ((int)shape[2], (int)shape[3]);
        var square = Math.Max(rectangle.Width, rectangle.Height);
        using var scope = torch.NewDisposeScope();
        var rows = Axis(height, rectangle.Y, rectangle.Height, square, side, images.device);
        var columns = Axis(width, rectangle.X, rectangle.Width, square, side, images.device);
        return (torch.matmul(torch.matmul(rows, images), columns.t()) * 255).MoveToOuterDisposeScope();
    }

    private static Tensor Axis(int length, double start, double extent, double square, int side, Device device)
    {
        var margin = (square - extent) / 2;
        return ResamplingMatrix.Create(
            length,
            (start - margin) * length,
            square * length,
            side,
            margin > 0 ? start * length : double.NegativeInfinity,
            margin > 0 ? (start + extent) * length : double.PositiveInfinity,
            device);
    }
}
