namespace Sair.Torch;

/// <summary>Frees every tensor created on its thread while it is current, unless moved out.</summary>
/// <remarks>Scopes are thread-local: never hold one across an <c>await</c>. Without scopes only the finaliser frees, far too late.</remarks>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic]
    private static DisposeScope? s_current;

    private readonly DisposeScope? _outer;
    private readonly List<torch.Tensor> _owned = new(256);

    internal DisposeScope()
    {
        _outer = s_current;
        s_current = this;
    }

    /// <summary>Gets how many tensors the scope holds.</summary>
    public int DisposablesCount => _owned.Count;

    internal static DisposeScope? Current => s_current;

    internal DisposeScope? Outer => _outer;

    /// <inheritdoc/>
    public void Dispose()
    {
        s_current = _outer;
        foreach (var tensor in _owned)
        {
            tensor.ReleaseFrom(this);
        }

        _owned.Clear();
    }

    // A tensor that moves elsewhere stays in the list; ReleaseFrom skips tensors that no longer name this scope as owner.
    internal void Own(torch.Tensor tensor) => _owned.Add(tensor);
}
