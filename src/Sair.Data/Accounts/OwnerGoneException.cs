namespace Sair.Data.Accounts;

/// <summary>Something was to be stored for a user who was removed; nothing was.</summary>
public sealed class OwnerGoneException() : StorageException("This account was removed: nothing was stored.");
