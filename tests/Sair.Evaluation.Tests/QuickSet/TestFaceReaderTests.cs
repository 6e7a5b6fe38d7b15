using Sair.Cli.Tests.Fakes;
using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Evaluation.QuickSet;
using Sair.TestKit;

namespace Sair.Evaluation.Tests.QuickSet;

public sealed class TestFaceReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TestFaceReaderTests()
    {
        Write("lfw/Bea/01.png", 64, 21);
        Write("lfw/Bea/00.png", 64, 20);
        Write("lfw/Ann/00.png", 64, 10);
        Write("lfw/Ann/01.png", 64, 11);
        Write("lfw/Ann/02.png", 64, 12);
        Write("lfw/Alone/00.png", 64, 90);
        Write("lfw/Cid/00.png", 64, 30);
        Write("lfw/Cid/01.png", 64, 31);
    }

    [Fact]
    public void Read_Set_TakesPeopleByNameAndPhotosByTheirFixedRule()
    {
        var faces = TestFaceReader.Read(_folder.Path, people: 2, scale: 8, seed: 0);

        Assert.Equal(["Ann", "Bea"], faces.Select(face => face.Person));
        Assert.Equal([10, 20], faces.Select(face => (int)face.Truth.Pixels[0]));
        Assert.Equal([11, 21], faces.Select(face => (int)Assert.Single(face.References).Pixels[0]));
        Assert.Equal([21, 11], faces.Select(face => (int)Assert.Single(face.StrangersReferences).Pixels[0]));
        Assert.All(faces, face => Assert.Equal(8, face.Degraded.Width));
    }

    [Fact]
    public void Read_HiddenFilesAndFolders_AreNoPhotosAndNobody()
    {
        Write("lfw/.trash/00.png", 64, 1);
        Write("lfw/.trash/01.png", 64, 2);
        File.WriteAllBytes(Path.Combine(_folder.Path, "lfw/Ann/._00.png"), [0, 5, 22, 7]);
        File.WriteAllText(Path.Combine(_folder.Path, "lfw/Ann/!notes.txt"), "no photo");

        var faces = TestFaceReader.Read(_folder.Path, people: 1, scale: 8, seed: 0);

        Assert.Equal(("Ann", 10), (faces[0].Person, (int)faces[0].Truth.Pixels[0]));
    }

    [Fact]
    public void Read_SeveralReferences_TakesThoseWhoHaveEnoughPhotos()
    {
        var face = Assert.Single(TestFaceReader.Read(_folder.Path, people: 1, scale: 8, seed: 0, references: 2));

        Assert.Equal("Ann", face.Person);
        Assert.Equal([11, 12], face.References.Select(image => (int)image.Pixels[0]));
        Assert.Equal(2, face.StrangersReferences.Count);
        Assert.Throws<InvalidOptionsException>(() => TestFaceReader.Read(_folder.Path, people: 2, scale: 8, seed: 0, references: 2));
    }

    [Fact]
    public void Read_SamePerson_DoesNotDependOnHowManyFollow()
    {
        var few = TestFaceReader.Read(_folder.Path, people: 1, scale: 8, seed: 4);
        var many = TestFaceReader.Read(_folder.Path, people: 3, scale: 8, seed: 4);

        Assert.Equal(few[0].Degraded.Pixels, many[0].Degraded.Pixels);
    }

    [Fact]
    public void Read_TooFewPeople_SaysHowManyThereAre()
    {
        var failure = Assert.Throws<InvalidOptionsException>(() => TestFaceReader.Read(_folder.Path, people: 20, scale: 8, seed: 0));

        Assert.Contains("holds 3 people", failure.Message);
    }

    [Fact]
    public void Read_ScaleThatDoesNotDivide_SaysSo()
    {
        var failure = Assert.Throws<InvalidOptionsException>(() => TestFaceReader.Read(_folder.Path, people: 1, scale: 7, seed: 0));

        Assert.Contains("cannot be reduced by 7", failure.Message);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string name, int side, byte value)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, ImageEncoder.Encode(Pictures.Plain(side, side, value), ImageFormat.Png));
    }
}
