using Sair.Training.Data;

namespace Sair.Training.Tests.Data;

public sealed class FacePicturesTests : IDisposable
{
    private readonly FacesFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_HalfTheSide_IsTheMeanOfFourPixels()
    {
        using var scope = NewDisposeScope();
        var pictures = Load();

        var whole = pictures.Read([0, 5], FacesFolder.Side);
        var half = pictures.Read([0, 5], FacesFolder.Side / 2);

        Assert.Equal([2, 3, 8, 8], half.shape);
        Assert.Equal(whole[0, 0, ..2, ..2].mean().ToDouble(), half[0, 0, 0, 0].ToDouble(), 5);
        Assert.InRange(whole.abs().max().ToDouble(), 0.9, 1);
    }

    [Fact]
    public void Load_SecondTime_ReadsTheSamePixelsFromTheCache()
    {
        using var scope = NewDisposeScope();
        var first = Load().Read([3], FacesFolder.Side).data<float>().ToArray();
        Directory.Delete(Path.Combine(_folder.Path, "first"), recursive: true);

        Assert.Equal(first, Load().Read([3], FacesFolder.Side).data<float>().ToArray());
    }

    [Fact]
    public void Draw_SameRandom_SameBatch()
    {
        using var scope = NewDisposeScope();
        var pictures = Load();

        var first = pictures.Draw(8, FacesFolder.Side, new Random(1)).data<float>().ToArray();

        Assert.Equal(first, pictures.Draw(8, FacesFolder.Side, new Random(1)).data<float>().ToArray());
        Assert.NotEqual(first, pictures.Draw(8, FacesFolder.Side, new Random(2)).data<float>().ToArray());
    }

    [Fact]
    public void Reweigh_OneFactorAlone_DrawsThatPictureOnly()
    {
        using var scope = NewDisposeScope();
        var pictures = Load();
        var factors = new double[pictures.Count];
        factors[7] = 3;

        var drawn = pictures.Reweigh(factors).Draw(6, FacesFolder.Side, new Random(1));

        var picture = pictures.Read([7], FacesFolder.Side);
        var mirrored = picture.flip(3).contiguous();
        Assert.All(drawn.split(1), one => Assert.True(one.bytes.SequenceEqual(picture.bytes) || one.bytes.SequenceEqual(mirrored.bytes)));
    }

    [Fact]
    public void Reweigh_TooFewFactors_SaysSo() =>
        Assert.Contains("2 factors", Assert.Throws<ArgumentException>(() => Load().Reweigh([1, 1])).Message, StringComparison.Ordinal);

    private FacePictures Load() => FacePictures.Load(_folder.Path, FaceIndexOf(), FacesFolder.Side, 0.5, _folder.Path, CancellationToken.None);

    private IReadOnlyList<FaceSource> FaceIndexOf() => FaceIndex.Read(_folder.Path, []);
}
