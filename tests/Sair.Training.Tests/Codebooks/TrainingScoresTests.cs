using Sair.Engine.Quality;
using Sair.Training.Codebooks;
using Sair.Training.Data;
using Sair.Training.Tests.Data;

namespace Sair.Training.Tests.Codebooks;

public sealed class TrainingScoresTests : IDisposable
{
    private const double WithoutScales = 1;

    private readonly FacesFolder _folder = new();
    private readonly QualityNetwork _quality;
    private readonly FacePictures _pictures;

    public TrainingScoresTests()
    {
        manual_seed(1);
        _quality = new QualityNetwork();
        foreach (var parameter in _quality.parameters())
        {
            parameter.requires_grad = false;
        }

        _pictures = FacePictures.Load(_folder.Path, FaceIndex.Read(_folder.Path, []), FacesFolder.Side, 0, _folder.Path, CancellationToken.None);
    }

    public void Dispose()
    {
        _quality.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Measure_Threshold_IsTheMedianOfEveryCollectionAndTheLastRowItsBestTenth()
    {
        const double threshold = 0.8;
        var qualities = Measure(WithoutScales);

        var scores = Measure(threshold);

        foreach (var collection in Enumerable.Range(0, qualities.Count).GroupBy(i => _pictures.Sources[i].Source))
        {
            var rising = collection.OrderBy(i => qualities[i]).Select(i => scores[i]).ToList();
            Assert.Equal(rising.Order(), rising);
            Assert.Equal(threshold, rising[rising.Count / 2], 4);
            Assert.InRange(rising.Count(score => score > 0.8999), 0.1 * rising.Count, (0.1 * rising.Count) + 2);
            Assert.All(rising, score => Assert.InRange(score, 0, 1));
        }
    }

    [Fact]
    public void Of_CollectionThatWasNotMeasured_GivesItsQuality()
    {
        using var scope = NewDisposeScope();
        var (scoring, _) = TrainingScores.Measure(_quality, _pictures, 0.8, CancellationToken.None);
        var photos = _pictures.Read([4], FacesFolder.Side);

        var score = scoring.Of(photos, [new FaceSource("x/1.png", "x", "x/1.png")]);

        Assert.Equal(_quality.forward((photos + 1) / 2).ToDouble(), score.ToDouble(), 5);
    }

    [Fact]
    public void Of_Photos_GivesWhatWasMeasuredWithGradients()
    {
        using var scope = NewDisposeScope();
        var (scoring, ofPhotos) = TrainingScores.Measure(_quality, _pictures, WithoutScales, CancellationToken.None);
        var photos = _pictures.Read([4], FacesFolder.Side).requires_grad_(true);

        var score = scoring.Of(photos, [_pictures.Sources[4]]);
        score.sum().backward();

        Assert.Equal(ofPhotos[4], score.ToDouble(), 4);
        Assert.True(photos.grad!.abs().max().ToDouble() > 0);
    }

    private IReadOnlyList<double> Measure(double threshold) => TrainingScores.Measure(_quality, _pictures, threshold, CancellationToken.None).OfPhotos;
}
