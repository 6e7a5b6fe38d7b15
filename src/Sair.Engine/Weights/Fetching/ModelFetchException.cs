namespace Sair.Engine.Weights.Fetching;

/// <summary>A checkpoint could not be fetched.</summary>
public sealed class ModelFetchException(string message, Exception? inner = null) : SairException(message, inner);
