namespace Sair.Data;

/// <summary>The data directory cannot be read or written; nothing that was stored before is lost by it.</summary>
/// <param name="message">One sentence that says what to do.</param>
/// <param name="inner">What the system reported.</param>
public sealed class StorageUnavailableException(string message, Exception? inner = null) : StorageException(message, inner);

/// <summary>Another program keeps the database locked for longer than this one waits.</summary>
/// <param name="inner">What the system reported.</param>
public sealed class StorageBusyException(Exception inner)
    : StorageException("Another program keeps the database locked: try again in a moment, and close what else opens the data directory.", inner);
