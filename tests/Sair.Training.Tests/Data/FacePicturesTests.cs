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

    private FacePictures Load() => FacePictures.Load(_folder.Path, FaceIndexOf(), FacesFolder.Side, 0.5, _folder.Path, CancellationToken.None);

    private IReadOnlyList<FaceSource> FaceIndexOf() => FaceIndex.Read(_folder.Path, []);
}
