namespace Sair.Engine.Weights.Files;

/// <summary>Bounds what reading a file may allocate, so that a small hostile file cannot ask for much memory.</summary>
internal sealed class AllocationBudget
{
    /// <summary>How many times its own size a file may ask for.</summary>
    public const int Factor = 4;

    /// <summary>What every file may ask for, in bytes.</summary>
    public const long Floor = 1 << 20;

    private long _left;

    /// <param name="fileLength">Size of the file in bytes.</param>
    public AllocationBudget(long fileLength) => _left = Floor + (Factor * fileLength);

    /// <summary>Takes a share before it is allocated.</summary>
    /// <param name="bytes">At least 0.</param>
    /// <exception cref="InvalidDataException">The file asked for too much.</exception>
    public void Spend(long bytes)
    {
        if (bytes < 0 || bytes > _left)
        {
            throw new InvalidDataException($"it asks for more than {Factor} times its own size in memory");
        }

        _left -= bytes;
    }
}
