using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sair.Cli.Restoring;
using Sair.CommandLine;

namespace Sair.Cli.Photos;

/// <summary>What became of a photo of a run.</summary>
internal enum PhotoStatus
{
    /// <summary>A face or more was restored and the result written.</summary>
    Restored,

    /// <summary>The result of an earlier run with the same settings is there.</summary>
    There,

    /// <summary>There was nothing to restore on it.</summary>
    LeftOut,

    /// <summary>It could not be read, restored or written.</summary>
    Failed,
}

/// <summary>One photo of a run.</summary>
/// <param name="Photo">Its path.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Result">The path of its result; null where there is none.</param>
/// <param name="Reason">Why it was left out or failed, as a sentence; null elsewhere.</param>
/// <param name="Restored">How many faces were restored; null where nothing was computed.</param>
/// <param name="Found">How many faces there are; null where nothing was computed.</param>
/// <param name="Seconds">How long it took; null where nothing was computed.</param>
/// <param name="Seam">The steepest edge around a restored face, 0–255 per hundredth of a face square; null without one.</param>
/// <param name="NotKept">One sentence on what of the photo's metadata could not go along; null where all did that was asked for.</param>
/// <param name="RealSize">What was decided about the photo's real size; null where nothing was restored.</param>
internal sealed record PhotoLine(
    string Photo,
    PhotoStatus Status,
    string? Result = null,
    string? Reason = null,
    int? Restored = null,
    int? Found = null,
    double? Seconds = null,
    double? Seam = null,
    string? NotKept = null,
    RealSizeRecord? RealSize = null
);

/// <summary>What became of the photos of a run: the sums and the table at its end, the record and the exit code.</summary>
/// <param name="total">How many photos there are.</param>
/// <param name="folder">The folder that was looked through; null for a single photo.</param>
internal sealed class PhotoReport(int total, PhotoFolder? folder)
{
    private const int MaxRows = 100;

    private static readonly JsonSerializerOptions s_format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<PhotoLine> _lines = [];
    private readonly Dictionary<PhotoStatus, int> _counts = Enum.GetValues<PhotoStatus>().ToDictionary(status => status, _ => 0);

    /// <summary>Gets or sets why the run ended before its last photo; null where it did not.</summary>
    public string? Stopped { get; set; }

    /// <summary>Gets or sets a value indicating whether the user ended it.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Gets or sets a value indicating whether the record could not be written where it should be.</summary>
    public bool HasNoRecord { get; set; }

    /// <summary>Gets what the program ends with.</summary>
    public int ExitCode =>
        this switch
        {
            { IsCancelled: true } => CommandLine.ExitCode.Cancelled,
            { Stopped: not null } or { HasNoRecord: true } => CommandLine.ExitCode.Failure,
            _ when _counts[PhotoStatus.Failed] > 0 => CommandLine.ExitCode.Failure,
            _ when _counts[PhotoStatus.Restored] + _counts[PhotoStatus.There] > 0 => CommandLine.ExitCode.Success,
            _ => CommandLine.ExitCode.Nothing,
        };

    /// <summary>Adds a photo.</summary>
    public void Add(PhotoLine line)
    {
        _lines.Add(line);
        _counts[line.Status]++;
    }

    /// <summary>Writes the table, or of a large folder what failed of it, then what was not read and the sums.</summary>
    public void Write(TextWriter writer)
    {
        var rows = total <= MaxRows ? _lines : [.. _lines.Where(line => line.Status == PhotoStatus.Failed).Take(MaxRows)];
        if (rows.Count > 0)
        {
            WriteTable(writer, rows);
        }

        foreach (var note in folder?.Describe(canRecurse: true) ?? [])
        {
            writer.WriteLine(note);
        }

        writer.WriteLine(
            total == 0
                ? $"There is no photo in {folder?.Path} that can be read."
                : $"{total} photo{(total == 1 ? "" : "s")}: {_counts[PhotoStatus.Restored]} restored, {_counts[PhotoStatus.There]} there "
                    + $"already, {_counts[PhotoStatus.LeftOut]} left out, {_counts[PhotoStatus.Failed]} failed{NotReached()}"
        );
        if (Stopped is not null)
        {
            writer.WriteLine($"{Stopped} The same command goes on where this one stopped.");
        }
    }

    /// <summary>Writes the record as JSON.</summary>
    /// <param name="request">What was asked for.</param>
    public byte[] ToJson(PhotoRequest request) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                Version = CommandServices.Version,
                request.Input,
                request.Output,
                Total = total,
                Restored = _counts[PhotoStatus.Restored],
                ThereAlready = _counts[PhotoStatus.There],
                LeftOut = _counts[PhotoStatus.LeftOut],
                Failed = _counts[PhotoStatus.Failed],
                NotReached = total - _lines.Count,
                Stopped,
                ExitCode,
                Photos = _lines,
                NotRead = folder?.Unread ?? [],
                FoldersNotRead = folder?.Subfolders ?? [],
                HiddenFiles = folder?.Hidden ?? 0,
            },
            s_format
        );

    private string NotReached() => total - _lines.Count is > 0 and var rest ? $", {rest} not reached" : "";

    private static void WriteTable(TextWriter writer, IReadOnlyList<PhotoLine> lines)
    {
        var rows = lines
            .Select(line =>
                (
                    Photo: Path.GetFileName(line.Photo),
                    Faces: line.Restored is { } restored ? $"{restored} of {line.Found}" : "–",
                    Seconds: line.Seconds?.ToString("0.0", CultureInfo.InvariantCulture) ?? "–",
                    Seam: line.Seam?.ToString("0.0", CultureInfo.InvariantCulture) ?? "–",
                    Result: line.Status switch
                    {
                        PhotoStatus.Restored => Path.GetFileName(line.Result!),
                        PhotoStatus.There => "there already",
                        PhotoStatus.LeftOut => "nothing to restore",
                        _ => "failed, see above",
                    }
                )
            )
            .ToList();
        var (photo, faces) = (rows.Max(row => row.Photo.Length), Math.Max("restored".Length, rows.Max(row => row.Faces.Length)));
        writer.WriteLine();
        foreach (var row in rows.Prepend(("photo", "restored", "s", "seam", "result")))
        {
            writer.WriteLine($"{row.Item1.PadRight(photo)}  {row.Item2.PadRight(faces)}  {row.Item3, 7}  {row.Item4, 5}  {row.Item5}");
        }
    }
}
