using Radzen;

namespace Sair.Web.Components;

/// <summary>Asks before something is done that no undo can bring back.</summary>
public static class Questions
{
    /// <summary>Asks and waits for the answer.</summary>
    /// <param name="dialogs">Shows the question.</param>
    /// <param name="question">What is to be done.</param>
    /// <param name="consequence">What follows from it.</param>
    /// <param name="yes">The word on the button that does it; the other one keeps everything as it is.</param>
    public static async Task<bool> AskAsync(this DialogService dialogs, string question, string consequence, string yes)
    {
        ArgumentNullException.ThrowIfNull(dialogs);
        return await dialogs.Confirm(consequence, question, new ConfirmOptions { OkButtonText = yes, CancelButtonText = "Keep" }) == true;
    }
}
