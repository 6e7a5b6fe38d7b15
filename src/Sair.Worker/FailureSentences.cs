using Sair.Data;
using Sair.Engine;

namespace Sair.Worker;

/// <summary>Turns an exception into the sentence that is stored with a failed request.</summary>
internal static class FailureSentences
{
    private const string OutOfMemory = "There was not enough memory for this restoration: close other programs or choose a smaller size, then try again.";
    private const string Unknown = "The restoration failed because of an error in the program: the log has the details; try again, and if it fails again, try other options.";

    /// <summary>Gets the sentence for the user.</summary>
    public static string For(Exception exception) => exception switch
    {
        SairException or StorageException => exception.Message,
        OutOfDeviceMemoryException or OutOfMemoryException => OutOfMemory,
        _ when StorageFullException.IsCauseOf(exception) => new StorageFullException(null, exception).Message,
        _ => Unknown,
    };
}
