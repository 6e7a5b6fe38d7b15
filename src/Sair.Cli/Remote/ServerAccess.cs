namespace Sair.Cli.Remote;

/// <summary>A site and what opens it.</summary>
/// <param name="Address">Where the site answers; ends with a slash.</param>
/// <param name="Key">A key of its account page.</param>
internal sealed record ServerAccess(Uri Address, string Key);
