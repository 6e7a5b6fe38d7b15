using Sair.Engine.Imaging;
using Sair.TestKit;

namespace Sair.Engine.Tests.Imaging;

public sealed class ImageTensorsTests
{
    [Fact]
    public void ToTensor_Picture_IsPlanarRgbFrom0To1()
    {
        var image = new RgbImage(2, 1, [255, 0, 51, 0, 102, 255]);

        using var tensor = image.ToTensor();

        Assert.Equal([1L, 3, 1, 2], tensor.shape);
        Assert.Equal([1f, 0f, 0f, 0.4f, 0.2f, 1f], tensor.data<float>().ToArray());
    }

    [Fact]
    public void ToImage_OfToTensor_IsTheSamePicture()
    {
        var image = Quarters.Image();

        using var tensor = image.ToTensor();

        Assert.Equal(image.Pixels, tensor.ToImage().Pixels);
    }

    [Fact]
    public void ToImage_ValuesOutsideTheRange_AreClampedAndRounded()
    {
        using var tensor = torch.tensor([-0.5f, 0.5f, 1.7f], [3L, 1, 1]);

        Assert.Equal([0, 128, 255], tensor.ToImage().Pixels);
    }

    [Fact]
    public void ToImage_TensorWithGradient_IsRead()
    {
        using var tensor = torch.ones([1, 3, 2, 2], requires_grad: true);

        Assert.All(tensor.ToImage().Pixels, value => Assert.Equal(255, value));
    }

    [Fact]
    public void ToImage_OtherShape_Throws()
    {
        using var tensor = torch.zeros([2, 3, 4, 4]);

        Assert.Throws<ArgumentException>(() => tensor.ToImage());
    }

    [Fact]
    public void RoundTrip_InsideAScope_LeavesNoTensors()
    {
        var before = LiveTensors.Count();
        using (NewDisposeScope())
        {
            Quarters.Image().ToTensor().ToImage();
        }

        Assert.Equal(before, LiveTensors.Count());
    }
}
