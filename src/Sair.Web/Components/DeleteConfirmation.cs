using Radzen;

namespace Sair.Web.Components;

/// <summary>Asks before a restoration is deleted.</summary>
internal static class DeleteConfirmation
{
    public static async Task<bool> ConfirmDeleteAsync(this DialogService dialogs, string photoName) =>
        await dialogs.Confirm(
            $"The restoration of {photoName} with its picture and figures, and those of its photos that no other restoration uses, will be deleted from this machine. This cannot be undone.",
            "Delete this restoration?",
            new ConfirmOptions { OkButtonText = "Delete", CancelButtonText = "Keep", Width = "min(28rem, 92vw)" }) == true;
}
