using Sair.Engine.Operators;

namespace Sair.Engine.Networks;

/// <summary>Prepares face squares for <see cref="IResNet"/> as the published code of Guo 2024 does: normalise, crop, resize.</summary>
public static class IResNetInput
{
    private const int Side = 112;
    private const int CropStart = 100;
    private const int CropEnd = 900;

    /// <summary>Subtracts mean and divides by deviation of the ImageNet colours.</summary>
    /// <param name="images">[N, 3, H, W], RGB, 0–1.</param>
    public static Tensor Normalise(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var mean = tensor([0.485f, 0.456f, 0.406f], [1, 3, 1, 1], images.dtype, images.device);
        var deviation = tensor([0.229f, 0.224f, 0.225f], [1, 3, 1, 1], images.dtype, images.device);
        return (images - mean) / deviation;
    }

    /// <summary>Normalises, takes pixels 100–899 of both axes (fewer where the picture ends) and resizes to 112², bicubic with aligned corners.</summary>
    /// <param name="images">[N, 3, 1024, 1024], RGB, 0–1, FFHQ framing.</param>
    /// <returns>[N, 3, 112, 112].</returns>
    public static Tensor Prepare(Tensor images)
    {
        var normalised = Normalise(images);
        var (bottom, right) = (Math.Min(CropEnd, normalised.shape[2]), Math.Min(CropEnd, normalised.shape[3]));
        var crop = normalised.narrow(2, CropStart, bottom - CropStart).narrow(3, CropStart, right - CropStart);
        return PictureOperators.ResizeCubic(crop, Side, Side);
    }
}
