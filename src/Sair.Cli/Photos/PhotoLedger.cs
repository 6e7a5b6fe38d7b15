using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sair.Cli.Restoring;

namespace Sair.Cli.Photos;

/// <summary>
/// Remembers, in a file beside the results of a folder, what was made of which photo with which settings. A run that was interrupted goes
/// on with it, and a photo whose content or settings changed is done anew.
/// </summary>
/// <remarks>One line of JSON per photo, appended as each is done, so that a long run never writes the whole file again.</remarks>
internal sealed class PhotoLedger
{
    /// <summary>Name of the file in the folder of results; a folder that holds it holds results.</summary>
    public const string FileName = ".sair-photos.jsonl";

    private readonly string _folder;
    private readonly string _recipe;
    private readonly Dictionary<string, LedgerLine> _lines = [];
    private bool _hasPartialLine;

    /// <summary>Opens the ledger of a folder of results.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="recipe">Everything but the photo that a result depends on, as a hash.</param>
    public PhotoLedger(string folder, string recipe)
    {
        (_folder, _recipe) = (folder, recipe);
        if (!File.Exists(Location))
        {
            return;
        }

        var count = 0;
        foreach (var text in File.ReadLines(Location))
        {
            count++;
            if (Parse(text) is { } line)
            {
                _lines[line.Photo] = line;
            }
        }

        // Photos that were done again and again leave lines that no longer count, and a crash leaves half a line.
        if (count > _lines.Count)
        {
            Rewrite();
        }
    }

    private string Location => Path.Combine(_folder, FileName);

    /// <summary>Finds what an earlier run made of a photo of this content with these settings, where its result is still there.</summary>
    /// <param name="photo">The photo's name below its folder.</param>
    /// <param name="sha256">Hash of its content.</param>
    /// <param name="result">The name of its result below the folder of results.</param>
    public LedgerLine? Find(string photo, string sha256, string result) =>
        _lines.GetValueOrDefault(photo) is { } line
        && line.Sha256 == sha256
        && line.Recipe == _recipe
        && (line.Result is null || (line.Result == result && File.Exists(PathOf(result))))
            ? line
            : null;

    /// <summary>Tells whether a result may be written: nothing is there, or what an earlier run wrote and nobody changed since.</summary>
    /// <param name="photo">The photo's name below its folder.</param>
    /// <param name="result">The name of its result below the folder of results.</param>
    public bool MayReplace(string photo, string result) =>
        !File.Exists(PathOf(result))
        || (
            _lines.GetValueOrDefault(photo) is { } line
            && line.Result == result
            && Hash(File.ReadAllBytes(PathOf(result))) is var hash
            && (hash == line.ResultSha256 || hash == line.PreviousSha256)
        );

    /// <summary>
    /// Notes that a result is about to be written, so that it is known for this program's own whatever happens in between.
    /// </summary>
    /// <param name="photo">The photo's name below its folder.</param>
    /// <param name="sha256">Hash of its content.</param>
    /// <param name="result">The name of its result below the folder of results.</param>
    /// <param name="content">What is going to be written.</param>
    public void Announce(string photo, string sha256, string result, byte[] content) =>
        Append(
            new LedgerLine(photo, sha256, "", result, Hash(content), null)
            {
                PreviousSha256 = _lines.GetValueOrDefault(photo)?.ResultSha256,
            }
        );

    /// <summary>Notes that the result that was announced is there.</summary>
    /// <param name="photo">The photo's name below its folder.</param>
    public void Complete(string photo) => Append(_lines[photo] with { Recipe = _recipe, PreviousSha256 = null });

    /// <summary>Notes that there is nothing to restore on a photo.</summary>
    /// <param name="photo">The photo's name below its folder.</param>
    /// <param name="sha256">Hash of its content.</param>
    /// <param name="reason">Why, as a sentence.</param>
    public void AddNothing(string photo, string sha256, string reason) =>
        Append(new LedgerLine(photo, sha256, _recipe, null, null, reason));

    /// <summary>Hashes bytes as the ledger notes them.</summary>
    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private string PathOf(string result) => Path.Combine(_folder, result);

    private void Append(LedgerLine line)
    {
        _lines[line.Photo] = line;
        if (_hasPartialLine)
        {
            Rewrite();
            return;
        }

        // Half a line would take the next one with it.
        _hasPartialLine = true;
        File.AppendAllText(Location, JsonSerializer.Serialize(line, JsonSerializerOptions.Web) + "\n");
        _hasPartialLine = false;
    }

    private static LedgerLine? Parse(string text)
    {
        try
        {
            return
                JsonSerializer.Deserialize<LedgerLine>(text, JsonSerializerOptions.Web)
                    is { Photo: not null, Sha256: not null, Recipe: not null } line
                ? line
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Rewrite()
    {
        var partial = Location + ".partial";
        File.WriteAllLines(
            partial,
            _lines.Values.Select(line => JsonSerializer.Serialize(line, JsonSerializerOptions.Web)),
            new UTF8Encoding(false)
        );
        File.Move(partial, Location, overwrite: true);
        _hasPartialLine = false;
    }
}

/// <summary>What was made of a photo.</summary>
/// <param name="Photo">Its name below its folder.</param>
/// <param name="Sha256">Hash of its content.</param>
/// <param name="Recipe">Hash of the settings; empty while the result is being written.</param>
/// <param name="Result">The result's name below the folder of results; null where there was nothing to restore.</param>
/// <param name="ResultSha256">Hash of the result.</param>
/// <param name="Reason">Why there was nothing to restore.</param>
internal sealed record LedgerLine(string Photo, string Sha256, string Recipe, string? Result, string? ResultSha256, string? Reason)
{
    /// <summary>Gets the hash of the result that stands there until the new one is written; null where there is none.</summary>
    public string? PreviousSha256 { get; init; }
}
