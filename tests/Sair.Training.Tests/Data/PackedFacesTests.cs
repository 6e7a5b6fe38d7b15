using Sair.Training.Data;

namespace Sair.Training.Tests.Data;

public sealed class PackedFacesTests : IDisposable
{
    private readonly FacesFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "faces.zip");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_ThenRead_KeepsNamesPeopleAndNearlyThePixels()
    {
        using var scope = NewDisposeScope();

        var (quality, bytes) = PackedFaces.Write(_folder.Path, File, FacesFolder.Side, 1 << 20, CancellationToken.None);

        Assert.Equal(95, quality);
        Assert.Equal(new FileInfo(File).Length, bytes);
        Assert.Equal(FaceIndex.Read(_folder.Path, []), FaceIndex.Read(File, []));
        var difference = (Load(File, "packed") - Load(_folder.Path, "folder")).abs().mean().ToDouble();
        Assert.InRange(difference, 1e-6, 0.5); // other random pictures differ by 0.67
    }

    [Fact]
    public void Write_NoQualityFits_SaysWhatToChange()
    {
        var failure = Assert.Throws<InvalidDataException>(() =>
            PackedFaces.Write(_folder.Path, File, FacesFolder.Side, 1000, CancellationToken.None)
        );

        Assert.Contains("--size", failure.Message, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void Load_AnotherSide_SaysHowToPack()
    {
        PackedFaces.Write(_folder.Path, File, FacesFolder.Side, 1 << 20, CancellationToken.None);

        var failure = Assert.Throws<InvalidDataException>(() =>
            FacePictures.Load(File, FaceIndex.Read(File, []), 8, 0, _folder.Path, CancellationToken.None)
        );

        Assert.Contains("--size 8", failure.Message, StringComparison.Ordinal);
    }

    private Tensor Load(string path, string cache)
    {
        var cacheFolder = Directory.CreateDirectory(Path.Combine(_folder.Path, cache)).FullName;
        return FacePictures
            .Load(path, FaceIndex.Read(path, []), FacesFolder.Side, 0, cacheFolder, CancellationToken.None)
            .Read([0, 7, 31], FacesFolder.Side);
    }
}
