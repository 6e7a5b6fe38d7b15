namespace Sair.Data.Backups;

/// <summary>A backup cannot be made or used; the message says what to do.</summary>
public sealed class BackupException(string message, Exception? inner = null) : StorageException(message, inner);
