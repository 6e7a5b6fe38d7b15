namespace Sair.Engine.Faces;

/// <summary>A rectangle in an aligned square, in fractions of its side, so that it holds at any size.</summary>
/// <param name="X">Left edge, 0–1.</param>
/// <param name="Y">Upper edge, 0–1.</param>
/// <param name="Width">Width, 0–1.</param>
/// <param name="Height">Height, 0–1.</param>
public readonly record struct FaceRectangle(double X, double Y, double Width, double Height)
{
    /// <summary>Reads x, y, width, height from a tensor [4].</summary>
    public static FaceRectangle FromTensor(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        using var scope = torch.NewDisposeScope();
        var v = values.cpu().to(torch.float64).data<double>().ToArray();
        return new FaceRectangle(v[0], v[1], v[2], v[3]);
    }

    /// <summary>Gives x, y, width, height as a float tensor [4], which the caller disposes.</summary>
    public Tensor ToTensor() => torch.tensor([(float)X, (float)Y, (float)Width, (float)Height]);
}
