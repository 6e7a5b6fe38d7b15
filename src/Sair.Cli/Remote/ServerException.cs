using Sair.Engine;

namespace Sair.Cli.Remote;

/// <summary>The site could not do what was asked; the message says what to do.</summary>
internal sealed class ServerException(string message, Exception? inner = null) : SairException(message, inner)
{
    /// <summary>Gets a value indicating whether asking again may help.</summary>
    public bool IsTransient { get; init; }
}
