namespace Sair.Engine.Imaging;

/// <summary>Pictures as tensors and back.</summary>
public static class ImageTensors
{
    /// <summary>Copies a picture into a tensor.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="device">Where the tensor goes; the CPU when null.</param>
    /// <returns><c>[1, 3, H, W]</c> float32, R, G, B, 0–1; owned by the current scope.</returns>
    public static Tensor ToTensor(this RgbImage image, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var scope = NewDisposeScope();
        return tensor(image.Pixels, [1L, image.Height, image.Width, 3L], device: device)
            .permute(0, 3, 1, 2) // [1, 3, H, W]
            .to(ScalarType.Float32)
            .div(255)
            .contiguous()
            .MoveToOuterDisposeScope();
    }

    /// <summary>Copies a tensor into a picture; values are clamped to 0–1 and rounded to 8 bit.</summary>
    /// <param name="tensor"><c>[1, 3, H, W]</c> or <c>[3, H, W]</c> floats, R, G, B, 0–1, on any device, with or without gradient.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public static RgbImage ToImage(this Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var shape = tensor.shape;
        if (shape is not ([1, 3, _, _] or [3, _, _]))
        {
            throw new ArgumentException($"A picture is [1, 3, H, W], not [{string.Join(", ", shape)}].", nameof(tensor));
        }

        var (height, width) = (shape[^2], shape[^1]);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var pixels = tensor.reshape(3, height, width)
            .clamp(0, 1)
            .mul(255)
            .round()
            .to(ScalarType.Byte)
            .permute(1, 2, 0) // [H, W, 3]
            .contiguous()
            .cpu();
        return new RgbImage((int)width, (int)height, pixels.data<byte>().ToArray());
    }
}
