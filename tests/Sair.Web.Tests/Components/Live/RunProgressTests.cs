using Microsoft.Extensions.Time.Testing;
using Sair.Data.Requests;
using Sair.Engine.Engines;
using Sair.Web.Components.Live;
using Sair.Worker.Previews;

namespace Sair.Web.Tests.Components.Live;

public sealed class RunProgressTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RunProgress _progress;

    public RunProgressTests() => _progress = new RunProgress(_time);

    [Fact]
    public void Apply_PictureBeforeTheFirstIteration_IsTheInstantOne()
    {
        Assert.False(_progress.IsInstant);
        _progress.Apply(At(0) with { PreviewIndex = 0 });
        Assert.True(_progress.IsInstant);

        _progress.Apply(At(1) with { PreviewIndex = 1 });
        Assert.False(_progress.IsInstant);
    }

    [Fact]
    public void Apply_SteadyIterations_EstimatesTheRest()
    {
        _progress.Apply(At(100));
        _time.Advance(TimeSpan.FromSeconds(10));
        _progress.Apply(At(200));

        Assert.Equal(TimeSpan.FromSeconds(20), _progress.TimeLeft);
    }

    [Fact]
    public void Apply_FirstMoment_DoesNotGuess()
    {
        _progress.Apply(At(1));
        _time.Advance(TimeSpan.FromSeconds(0.2));
        _progress.Apply(At(3));

        Assert.Null(_progress.TimeLeft);
    }

    [Fact]
    public void Apply_RunThatStartsAnew_ForgetsTheOldSpeed()
    {
        _progress.Apply(At(100));
        _time.Advance(TimeSpan.FromSeconds(10));
        _progress.Apply(At(200));

        _progress.Apply(At(1));

        Assert.Null(_progress.TimeLeft);
    }

    [Fact]
    public void Apply_AnnouncementWithoutLosses_KeepsTheLikeness()
    {
        _progress.Apply(At(5) with { Losses = new StepLosses([], 1, 0.4) });
        _progress.Apply(At(5) with { PreviewIndex = 5 });

        Assert.Equal(0.4, _progress.Likeness);
        Assert.Equal(5, _progress.PreviewIndex);
    }

    [Theory]
    [InlineData(RequestStatus.Running, false)]
    [InlineData(RequestStatus.Succeeded, true)]
    [InlineData(RequestStatus.Cancelled, true)]
    [InlineData(RequestStatus.Failed, true)]
    public void Apply_Status_TellsWhetherItIsOver(RequestStatus status, bool over)
    {
        _progress.Apply(At(400) with { Status = status });

        Assert.Equal(over, _progress.IsOver);
    }

    private static RunAnnouncement At(int index) =>
        new()
        {
            RequestId = Guid.Empty,
            Status = RequestStatus.Running,
            Index = index,
            Total = 400,
        };
}
