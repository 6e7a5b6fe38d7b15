using Sair.Engine.Quality;
using Sair.Training.Codebooks;
using Sair.Training.Data;
using Sair.Training.Tests.Data;

namespace Sair.Training.Tests.Codebooks;

public sealed class TrainingScoresTests : IDisposable
{
    private const double WithoutStretch = 1;

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
    public void Measure_Threshold_KeepsQualityBelowAndGivesTheLastRowToTheBestTenth()
    {
        var qualities = Measure(WithoutStretch);
        var threshold = qualities.Order().ElementAt(qualities.Count / 2);

        var scores = Measure(threshold);

        Assert.All(qualities.Zip(scores).Where(pair => pair.First <= threshold), pair => Assert.Equal(pair.First, pair.Second, 5));
        Assert.InRange(scores.Count(score => score > 0.8999), 0.1 * scores.Count, (0.1 * scores.Count) + 2);
        var rising = qualities.Zip(scores).OrderBy(pair => pair.First).Select(pair => pair.Second).ToList();
        Assert.Equal(rising.Order(), rising);
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
    }

    [Fact]
    public void Of_Photos_GivesWhatWasMeasuredWithGradients()
    {
        using var scope = NewDisposeScope();
        var (scoring, ofPhotos) = TrainingScores.Measure(_quality, _pictures, WithoutStretch, CancellationToken.None);
        var photos = _pictures.Read([4], FacesFolder.Side).requires_grad_(true);

        var score = scoring.Of(photos);
        score.sum().backward();

        Assert.Equal(ofPhotos[4], score.ToDouble(), 4);
        Assert.True(photos.grad!.abs().max().ToDouble() > 0);
    }

    private IReadOnlyList<double> Measure(double threshold) => TrainingScores.Measure(_quality, _pictures, threshold, CancellationToken.None).OfPhotos;
}
