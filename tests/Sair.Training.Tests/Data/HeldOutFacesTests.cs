using Sair.Engine;
using Sair.Training.Data;

namespace Sair.Training.Tests.Data;

public sealed class HeldOutFacesTests : IDisposable
{
    private readonly FacesFolder _folder = new(400);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_TwoCollections_TakesPeopleThatNothingLearnsFromEvenlyFromBoth()
    {
        var faces = HeldOutFaces.Read(_folder.Path, people: 6, side: 8);

        Assert.Equal(["first", "second", "first", "second", "first", "second"], faces.Select(entry => entry.Face.Source));
        Assert.All(faces, entry => Assert.True(FaceIndex.IsValidation(entry.Face)));
        Assert.Distinct(faces.Select(entry => entry.Face.Person));
        Assert.All(faces, entry => Assert.Equal(8, entry.Picture.Width));
    }

    [Fact]
    public void Read_MorePeopleThanAreHeldOut_SaysSo()
    {
        var failure = Assert.Throws<InvalidOptionsException>(() => HeldOutFaces.Read(_folder.Path, people: 300, side: 8));
        Assert.Contains("choose fewer by --people", failure.Message, StringComparison.Ordinal);
    }
}
