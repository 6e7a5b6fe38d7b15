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

    [Theory]
    [InlineData(4, 3, new[] { 0, 15, 30 }, new[] { 45 })]
    [InlineData(2, 2, new[] { 0, 30 })]
    public void EvenBatches_FewerThanThereAre_AreSpreadOverAll(int most, int batch, params int[][] expected) =>
        Assert.Equal(expected, Load().EvenBatches(most, batch));

    [Fact]
    public void EvenBatches_MoreThanThereAre_AreAllOnce() =>
        Assert.Equal(Enumerable.Range(0, 60), Load().EvenBatches(1000, 7).SelectMany(numbers => numbers));

    [Fact]
    public void LoadSplit_BothSides_ShareNobodyAndLeaveNothingOut()
    {
        using var output = new StringWriter();

        var split = FaceSplit.Load(_folder.Path, [], FacesFolder.Side, 0.5, _folder.Path, output, CancellationToken.None);

        Assert.Equal(60, split.Training.Count + split.HeldOut.Count);
        Assert.NotEmpty(split.HeldOut.Sources);
        Assert.Empty(split.Training.Sources.Select(face => face.Person).Intersect(split.HeldOut.Sources.Select(face => face.Person)));
        Assert.Equal(
            $"{split.Training.Count} pictures to learn from, {split.HeldOut.Count} held out{Environment.NewLine}",
            output.ToString()
        );
    }

    private FacePictures Load() =>
        FacePictures.Load(_folder.Path, FaceIndexOf(), FacesFolder.Side, 0.5, _folder.Path, CancellationToken.None);

    private IReadOnlyList<FaceSource> FaceIndexOf() => FaceIndex.Read(_folder.Path, []);
}
