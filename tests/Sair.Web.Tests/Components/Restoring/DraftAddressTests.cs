using Sair.Application.Restorations;
using Sair.Application.Tests.Fakes;
using Sair.Web.Components.Restoring;

namespace Sair.Web.Tests.Components.Restoring;

public sealed class DraftAddressTests
{
    [Fact]
    public void Of_EmptyDraft_IsTheStartPage() => Assert.Equal("/", DraftAddress.Of(new RestoreDraft()));

    [Fact]
    public void Of_ChosenFace_ParsesBackToPhotoAndFace()
    {
        var draft = new RestoreDraft();
        var photo = TestFaces.Photo("a.png", 100, 0, 1);
        draft.SetTarget(photo);
        draft.Target!.ChooseByUser(photo.Faces[1].Id);

        var entry = DraftAddress.Of(draft).Split("photo=")[1];

        Assert.Equal((photo.Id, photo.Faces[1].Id), DraftAddress.Parse(entry));
    }

    [Fact]
    public void Of_ProposedFace_LeavesTheChoiceOpen()
    {
        var draft = new RestoreDraft();
        var photo = TestFaces.Photo("a.png", 100, 0);
        draft.AddReference(photo);

        var entry = DraftAddress.Of(draft).Split("reference=")[1];

        Assert.Equal((photo.Id, null), DraftAddress.Parse(entry));
    }

    [Fact]
    public void Of_ChosenLead_NamesItsPhoto()
    {
        var draft = new RestoreDraft();
        draft.AddReference(TestFaces.Photo("a.png", 100, 0));
        draft.AddReference(TestFaces.Photo("b.png", 100, 0));
        draft.Lead(draft.References[1]);

        Assert.Contains($"lead={draft.References[1].Photo.Id:N}", DraftAddress.Of(draft), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("../etc/passwd")]
    public void Parse_AnythingElse_IsNothing(string? entry) => Assert.Null(DraftAddress.Parse(entry));
}
