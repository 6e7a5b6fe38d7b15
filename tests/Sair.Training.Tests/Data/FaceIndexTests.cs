using Sair.Training.Data;

namespace Sair.Training.Tests.Data;

public sealed class FaceIndexTests : IDisposable
{
    private readonly FacesFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_OneSource_KeepsThatSourceAlone()
    {
        var faces = FaceIndex.Read(_folder.Path, ["second"]);

        Assert.Equal(30, faces.Count);
        Assert.All(faces, face => Assert.Equal("second", face.Source));
    }

    [Fact]
    public void Read_UnknownSource_NamesItAndTheKnownOnes()
    {
        var failure = Assert.Throws<InvalidDataException>(() => FaceIndex.Read(_folder.Path, ["third"]));

        Assert.Contains("third", failure.Message, StringComparison.Ordinal);
        Assert.Contains("first, second", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FolderWithoutList_SaysSo() => Assert.Throws<FileNotFoundException>(() => FaceIndex.Read(Path.GetTempPath(), []));

    [Fact]
    public void IsValidation_SamePerson_SameSide()
    {
        var faces = FaceIndex.Read(_folder.Path, []);

        Assert.All(faces.GroupBy(face => face.Person), person => Assert.Single(person.Select(FaceIndex.IsValidation).Distinct()));
        Assert.Contains(faces.GroupBy(face => face.Person), person => person.Count() == 2);
    }

    [Fact]
    public void IsValidation_ManyPeople_HoldsOutAboutOneInTwenty()
    {
        var held = Enumerable.Range(0, 4000).Count(i => FaceIndex.IsValidation(new FaceSource($"{i}", "x", $"person {i}")));

        Assert.InRange(held, 140, 270);
    }
}
