using Sair.Cli.Tests.Fakes;
using Sair.Engine.Faces;
using Sair.Evaluation.Photos;

namespace Sair.Evaluation.Tests.Photos;

public sealed class FaceSearchReportTests
{
    [Fact]
    public void Add_OneFoundOneMissedOneFalse_CountsThem()
    {
        var photo = ComposedPhoto.Draw([Pictures.Noise(64, 1)], 800, 400, new Random(3));
        var first = photo.Faces[0];
        var half = first.FaceSide / 2;
        var report = new FaceSearchReport();

        report.Add(photo, [new FaceBox(first.X - half, first.Y - half, first.FaceSide, first.FaceSide), new FaceBox(-500, -500, 40, 40)]);

        Assert.Equal(1, report.Photos);
        Assert.Equal(1, report.FalseFaces);
        Assert.Equal((1.0 / 8, 8), report.Recall(_ => true));
        Assert.Equal((1.0, 1), report.Recall(face => face == first));
    }

    [Fact]
    public void Draw_SameSeed_GivesTheSamePhotoWithEightFacesInside()
    {
        var first = ComposedPhoto.Draw([Pictures.Noise(64, 1)], 800, 400, new Random(3));
        var second = ComposedPhoto.Draw([Pictures.Noise(64, 1)], 800, 400, new Random(3));

        Assert.Equal(first.Image.Pixels, second.Image.Pixels);
        Assert.Equal(8, first.Faces.Count);
        Assert.All(first.Faces, face => Assert.True(face.FaceSide >= 19.9 && face.X > 0 && face.X < 800 && face.Y > 0 && face.Y < 400));
    }
}
