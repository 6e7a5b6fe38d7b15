namespace Sair.Cli.Restoring;

/// <summary>A bar on one line of a terminal.</summary>
internal static class ProgressBar
{
    private const int Width = 24;

    /// <summary>Draws the bar over itself.</summary>
    /// <param name="writer">The terminal.</param>
    /// <param name="done">What is done.</param>
    /// <param name="total">Of how much.</param>
    /// <param name="figures">What stands behind the bar.</param>
    public static void Draw(TextWriter writer, int done, int total, string figures)
    {
        var filled = done * Width / total;

        // The escape code clears what a longer line left behind.
        writer.Write($"\r[{new string('#', filled)}{new string('.', Width - filled)}] {figures}\u001b[K");
        writer.Flush();
    }
}
