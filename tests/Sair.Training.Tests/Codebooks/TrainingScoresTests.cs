using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Training.Codebooks;

namespace Sair.Training.Tests.Codebooks;

public sealed class TrainingScoresTests : IDisposable
{
    private readonly QualityNetwork _quality;
    private readonly TrainingScores _scores;

    public TrainingScoresTests()
    {
        manual_seed(1);
        _quality = new QualityNetwork();
        foreach (var parameter in _quality.parameters())
        {
            parameter.requires_grad = false;
        }

        _scores = new TrainingScores(_quality);
    }

    public void Dispose() => _quality.Dispose();

    [Fact]
    public void Of_PhotosAsTheyAre_IsOneWhateverTheirQuality()
    {
        using var scope = NewDisposeScope();
        var photos = (rand([4, 3, 32, 32]) * tensor([0.2f, 0.8f, 1.4f, 2f]).reshape(-1, 1, 1, 1)) - 1;

        Assert.True(Quality(photos).std().ToDouble() > 1e-4, "the photos differ");
        Assert.All(_scores.Of(photos, photos).data<float>().ToArray(), score => Assert.Equal(1, score, 5));
    }

    [Fact]
    public void Of_OtherPictures_IsTheirShareOfThePhotosQualityWithGradients()
    {
        using var scope = NewDisposeScope();
        var (first, second) = ((rand([1, 3, 32, 32]) * 2) - 1, (rand([1, 3, 32, 32]) * 0.1) - 1);
        var (worse, better) = Quality(first).ToDouble() < Quality(second).ToDouble() ? (first, second) : (second, first);
        worse.requires_grad_(true);

        var score = _scores.Of(worse, better);
        score.sum().backward();

        Assert.Equal(Quality(worse).ToDouble() / Quality(better).ToDouble(), score.ToDouble(), 4);
        Assert.True(worse.grad!.abs().max().ToDouble() > 0);
        Assert.Equal(1, _scores.Of(better, worse).ToDouble());
    }

    private Tensor Quality(Tensor pictures) => _quality.forward((pictures + 1) / 2);
}
