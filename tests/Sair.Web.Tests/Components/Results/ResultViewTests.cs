using Bunit;
using Sair.Application.Tests.Fakes;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Data.Restorations;
using Sair.Web.Components.Results;

namespace Sair.Web.Tests.Components.Results;

public sealed class ResultViewTests : PageTests
{
    public ResultViewTests()
        : base(new FakeEngine()) => ComponentFactories.AddStub<DownloadBar>();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Render_GoingOn_IsOfferedWhereThereIsAStateToGoOnFrom(bool hasState)
    {
        var view = Render(Result(hasState));

        Assert.Equal(hasState, view.Markup.Contains("Go on with other options", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(200, "clear as it was")]
    [InlineData(40, "clear now (soft before)")]
    public void Render_CrispButSmallFace_IsNotSaidToHaveBeenClear(double side, string words)
    {
        var view = Render(Result(hasState: false), side);

        Assert.Contains(words, view.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<ResultView> Render(Restoration result, double side = 200)
    {
        var entry = TestEntries.Entry("photo.png", RequestStatus.Succeeded) with
        {
            EngineId = "fake",
            Restoration = result,
            FaceQuad = FaceBytes.Pack([0.0, 0, 0, side, side, side, side, 0]),
        };
        return Render<ResultView>(parameters => parameters.Add(view => view.Entry, entry));
    }

    private static Restoration Result(bool hasState) =>
        new()
        {
            RequestId = Guid.NewGuid(),
            ResultBlob = BlobId.Of([1]),
            AlignedBlob = BlobId.Of([2]),
            StateBlob = hasState ? BlobId.Of([3]) : null,
            Side = 256,
            OptionsJson = "{}",
            OptionsVersion = 1,
            Seed = 7,
            ModelHashesJson = "{}",
            LibraryVersionsJson = "{}",
            LossCurveJson = """{"index":[],"terms":{},"total":[],"identity":[]}""",
            Iterations = 1,
            DurationSeconds = 1.5,
            SecondsPerIteration = 1.5,
            QualityBefore = 0.8,
            QualityAfter = 0.8,
            CreatedUtc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        };
}
