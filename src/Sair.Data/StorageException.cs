namespace Sair.Data;

/// <summary>A failure of the data directory that the user can act on; its message is one clear sentence that says what to do.</summary>
public abstract class StorageException : IOException
{
    /// <summary>Creates the exception with a message meant for the user.</summary>
    protected StorageException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
