using System.Globalization;

namespace Sair.Cli.Photos;

/// <summary>The table at the end of a folder.</summary>
internal sealed class PhotoSummary
{
    private readonly List<(string Photo, string Faces, string Seconds, string Seam, string Result)> _rows = [];

    /// <summary>Adds a photo that was worked on.</summary>
    public void Add(string photo, PhotoOutcome outcome, double seconds, string? result) => _rows.Add((
        Path.GetFileName(photo),
        $"{outcome.Restored} of {outcome.Found}",
        seconds.ToString("0.0", CultureInfo.InvariantCulture),
        outcome.Seam?.ToString("0.0", CultureInfo.InvariantCulture) ?? "–",
        result is null ? "nothing to restore" : Path.GetFileName(result)));

    /// <summary>Adds a photo of which nothing was computed.</summary>
    /// <param name="photo">Its path.</param>
    /// <param name="why">A few words or a sentence.</param>
    public void Add(string photo, string why) => _rows.Add((Path.GetFileName(photo), "–", "–", "–", why));

    /// <summary>Writes the table.</summary>
    public void Write(TextWriter writer)
    {
        var (photo, faces) = (Width("photo", row => row.Photo), Width("restored", row => row.Faces));
        writer.WriteLine();
        Line("photo", "restored", "s", "seam", "result");
        foreach (var row in _rows)
        {
            Line(row.Photo, row.Faces, row.Seconds, row.Seam, row.Result);
        }

        int Width(string head, Func<(string Photo, string Faces, string Seconds, string Seam, string Result), string> read) => _rows.Select(read).Append(head).Max(text => text.Length);
        void Line(string name, string restored, string seconds, string seam, string result) =>
            writer.WriteLine($"{name.PadRight(photo)}  {restored.PadRight(faces)}  {seconds,7}  {seam,5}  {result}");
    }
}
