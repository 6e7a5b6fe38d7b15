namespace Sair.Web.Settings;

/// <summary>The settings cannot be used.</summary>
/// <param name="mistakes">One sentence for each mistake.</param>
public sealed class SettingsException(IReadOnlyList<string> mistakes) : Exception(string.Join(Environment.NewLine, mistakes))
{
    public IReadOnlyList<string> Mistakes { get; } = mistakes;
}
