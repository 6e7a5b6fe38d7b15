using Sair.Application.Photos;
using Sair.Data.Blobs;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.Photos;

public sealed class PicturedFaceTests
{
    private static readonly PicturedFace s_face = new(BlobId.Of([1]), 0.5, 0.4, 0.3, 0.4, At(0), 0b1011);

    [Fact]
    public void IsSameAs_SameFile_IsThePhotoItself() => Assert.True(s_face.IsSameAs(s_face with { Descriptor = At(0.4f) }));

    [Fact]
    public void IsSameAs_AnotherFaceOfTheSameFile_IsAnotherFace() =>
        Assert.False(s_face.IsSameAs(s_face with { X = 0.8, Descriptor = At(0.4f) }));

    [Fact]
    public void IsSameAs_ResizedCopy_IsThePhotoItself() =>
        Assert.True(s_face.IsSameAs(s_face with { File = BlobId.Of([2]), Width = 0.31, DifferenceHash = 0b1001, Descriptor = At(0.6f) }));

    [Fact]
    public void IsSameAs_LikeCompositionOfSomebodyElse_IsAnotherPhoto() =>
        Assert.False(s_face.IsSameAs(s_face with { File = BlobId.Of([2]), Descriptor = At(0.8f) }));

    [Fact]
    public void IsSameAs_CutCopy_IsThePhotoItself() =>
        Assert.True(s_face.IsSameAs(new PicturedFace(BlobId.Of([2]), 0.2, 0.7, 0.6, 0.6, At(0.1f), unchecked((long)0xF0F0F0F0F0F0F0F0))));

    [Fact]
    public void IsSameAs_OtherShotOfThePerson_IsAnotherPhoto() =>
        Assert.False(s_face.IsSameAs(s_face with { File = BlobId.Of([2]), DifferenceHash = null, Descriptor = At(0.3f) }));

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void IsSameAs_PatternOfTheFace_TellsACopyWhoseFileAndPlaceAreOthers(int seed, bool isCopy)
    {
        var copy = s_face with { File = BlobId.Of([2]), X = 0.1, DifferenceHash = null, Descriptor = At(0.3f), Pattern = Pattern(seed) };

        Assert.Equal(isCopy, (s_face with { Pattern = Pattern(1) }).IsSameAs(copy));
    }

    private static FacePattern Pattern(int seed) => FacePattern.Of(ImageDecoder.Decode(WorkerFixture.Picture(seed, side: 16)).Image);

    private static float[] At(float person)
    {
        var descriptor = new float[128];
        descriptor[0] = person;
        return descriptor;
    }
}
