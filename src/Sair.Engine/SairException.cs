namespace Sair.Engine;

/// <summary>A failure that the user can act on; its message is one clear sentence that says what to do.</summary>
public abstract class SairException : Exception
{
    /// <summary>Creates the exception with a message meant for the user.</summary>
    protected SairException(string message, Exception? inner = null)
        : base(message, inner) { }
}

/// <summary>The given bytes are not an image that can be used.</summary>
public sealed class InvalidImageException(string message, Exception? inner = null) : SairException(message, inner);

/// <summary>No face was found where one is needed.</summary>
public sealed class NoFaceFoundException(string message) : SairException(message);

/// <summary>A weights file is truncated, has the wrong layout, or lacks or has extra parameters.</summary>
public sealed class WeightsFormatException(string path, string message, Exception? inner = null) : SairException(message, inner)
{
    /// <summary>Gets the path of the weights file.</summary>
    public string Path { get; } = path;
}

/// <summary>A model file is missing or does not match its recorded hash.</summary>
public sealed class ModelUnavailableException(string modelId, string path, string message) : SairException(message)
{
    /// <summary>Gets the id of the model in the catalog.</summary>
    public string ModelId { get; } = modelId;

    /// <summary>Gets the path where the model file was expected.</summary>
    public string Path { get; } = path;
}

/// <summary>The given options are outside their documented ranges.</summary>
public sealed class InvalidOptionsException(string message) : SairException(message);

/// <summary>
/// The face to restore looks like somebody else than the person it shall be restored as, and nobody said that this is meant.
/// </summary>
/// <param name="message">What it looks like, and what to do.</param>
/// <param name="faceId">The stored face; null where it is not stored.</param>
public sealed class SomebodyElseException(string message, Guid? faceId = null) : SairException(message)
{
    /// <summary>Gets the stored face; null where it is not stored.</summary>
    public Guid? FaceId { get; } = faceId;
}
