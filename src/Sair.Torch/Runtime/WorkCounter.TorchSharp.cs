namespace Sair.Torch;

/// <summary>Counts nothing: TorchSharp's operators cannot be watched.</summary>
public sealed class WorkCounter : IDisposable
{
    /// <summary>Gets or sets the floating-point operations so far.</summary>
    public double Operations { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
