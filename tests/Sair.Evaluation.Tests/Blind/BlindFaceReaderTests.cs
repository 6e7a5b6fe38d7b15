using Sair.Cli.Tests.Fakes;
using Sair.Engine;
using Sair.Engine.Degradations;
using Sair.Engine.Imaging;
using Sair.Evaluation.Blind;
using Sair.TestKit;

namespace Sair.Evaluation.Tests.Blind;

public sealed class BlindFaceReaderTests : IDisposable
{
    private const int Side = 64;
    private readonly TemporaryFolder _folder = new();

    public BlindFaceReaderTests()
    {
        foreach (var (person, level) in new[] { ("Ann", 10), ("Bea", 20) })
        {
            for (var photo = 0; photo < 3; photo++)
            {
                Write($"{person}/{photo:00}.png", level + photo);
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_SeveralPhotos_TakesEverybodysFirstThenEverybodysSecond()
    {
        var faces = BlindFaceReader.Read(_folder.Path, people: 2, Side, seed: 0, BlindDegradationRange.Heavy, photos: 2);

        Assert.Equal([10, 20, 11, 21], faces.Select(face => Level(face.Truth)));
        Assert.Equal(["Ann", "Bea", "Ann", "Bea"], faces.Select(face => face.Person));
        Assert.Equal(
            [
                [11, 12],
                [21, 22],
                [12, 10],
                [22, 20],
            ],
            faces.Select(face => face.References.Select(Level).ToArray())
        );
    }

    [Fact]
    public void Read_MorePhotosOrPeople_LeavesTheFirstAsTheyWere()
    {
        var one = Assert.Single(BlindFaceReader.Read(_folder.Path, people: 1, Side, seed: 3, BlindDegradationRange.Heavy));
        var all = BlindFaceReader.Read(_folder.Path, people: 2, Side, seed: 3, BlindDegradationRange.Heavy, photos: 2);
        var alone = BlindFaceReader.Read(_folder.Path, people: 1, Side, seed: 3, BlindDegradationRange.Heavy, photos: 2);

        Assert.Equal(one.Degraded.Pixels, all[0].Degraded.Pixels);
        Assert.Equal(alone[1].Degraded.Pixels, all[2].Degraded.Pixels);
        Assert.NotEqual(all[0].Degraded.Pixels, all[2].Degraded.Pixels);
    }

    [Fact]
    public void Read_MildRange_LosesLessThanTheHeavyOne()
    {
        var (heavy, mild) = (Width(BlindDegradationRange.Heavy), Width(BlindDegradationRange.Mild));

        Assert.True(mild > heavy, $"{mild} px against {heavy} px");

        double Width(BlindDegradationRange range) =>
            BlindFaceReader.Read(_folder.Path, people: 2, Side, seed: 0, range).Average(face => face.Degraded.Width);
    }

    [Fact]
    public void Degrade_Pictures_DoesToThemWhatReadingAFolderDoes()
    {
        var read = BlindFaceReader.Read(_folder.Path, people: 2, Side, seed: 5, BlindDegradationRange.Heavy);

        var faces = BlindFaceReader.Degrade(read.Select(face => (face.Person, face.Truth)), Side, seed: 5, BlindDegradationRange.Heavy);

        Assert.Equal(read.Select(face => face.Person), faces.Select(face => face.Person));
        Assert.Equal(read.SelectMany(face => face.Degraded.Pixels), faces.SelectMany(face => face.Degraded.Pixels));
        Assert.All(faces, face => Assert.Empty(face.References));
    }

    [Fact]
    public void Read_TooFewPhotos_SaysSo() =>
        Assert.Throws<InvalidOptionsException>(() =>
            BlindFaceReader.Read(_folder.Path, people: 2, Side, seed: 0, BlindDegradationRange.Heavy, photos: 3)
        );

    private static int Level(RgbImage image) => image.Pixels[0];

    private void Write(string name, int level)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, ImageEncoder.Encode(Pictures.Plain(Side, Side, (byte)level), ImageFormat.Png));
    }
}
