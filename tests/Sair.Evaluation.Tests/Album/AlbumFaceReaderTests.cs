using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Evaluation.Album;
using Sair.TestKit;

namespace Sair.Evaluation.Tests.Album;

public sealed class AlbumFaceReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AlbumFaceReaderTests()
    {
        foreach (var (person, photos) in new[] { ("a", 3), ("b", 2), ("c", 4) })
        {
            var path = Path.Combine(_folder.Path, person);
            Directory.CreateDirectory(path);
            for (var i = 0; i < photos; i++)
            {
                File.WriteAllBytes(Path.Combine(path, $"{i}.png"), ImageEncoder.Encode(new RgbImage(16, 16, [.. Enumerable.Repeat((byte)(person[0] + i), 16 * 16 * 3)]), ImageFormat.Png));
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_PeopleWithEnoughPhotos_TakesTheFirstAsTruthAndTheNextAsAlbum()
    {
        var albums = AlbumFaceReader.Read(_folder.Path, people: 2, photos: 2, scale: 4, seed: 0);

        Assert.Equal(["a", "c"], albums.Select(album => album.Face.Person));
        Assert.Equal((byte)'a', albums[0].Face.Truth.Pixels[0]);
        Assert.Equal([(byte)('a' + 1), (byte)('a' + 2)], albums[0].Photos.Select(photo => photo.Pixels[0]));
        Assert.Equal([(byte)('c' + 1), (byte)('c' + 2)], albums[0].StrangersPhotos.Select(photo => photo.Pixels[0]));
        Assert.Equal(4, albums[0].Face.Degraded.Width);
    }

    [Fact]
    public void Read_TooFewPeople_SaysWhatToDo() =>
        Assert.Contains("--people", Assert.Throws<InvalidOptionsException>(() => AlbumFaceReader.Read(_folder.Path, 3, 2, 4, 0)).Message, StringComparison.Ordinal);
}
