using Sair.Data.Photos;

namespace Sair.Data.Tests.Photos;

public sealed class FaceBytesTests
{
    [Fact]
    public void Unpack_PackedValues_ReturnsThemExactly()
    {
        double[] coordinates = [0.1, -3.75, 4000.123456789];
        float[] descriptor = [0.1f, -0.25f, float.Epsilon];

        Assert.Equal(coordinates, FaceBytes.UnpackDoubles(FaceBytes.Pack(coordinates)));
        Assert.Equal(descriptor, FaceBytes.UnpackSingles(FaceBytes.Pack(descriptor)));
    }
}
