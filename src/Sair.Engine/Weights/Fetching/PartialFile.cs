using System.Net.Http.Headers;

namespace Sair.Engine.Weights.Fetching;

/// <summary>What earlier tries left of a file, with the server's tag of the version that it belongs to.</summary>
internal sealed class PartialFile(string target)
{
    private readonly string _tagPath = target + ".part.tag";

    /// <summary>Gets the path of the bytes.</summary>
    public string Path { get; } = target + ".part";

    /// <summary>Gets the number of bytes that are there.</summary>
    public long Length => File.Exists(Path) ? new FileInfo(Path).Length : 0;

    /// <summary>Asks for the rest, and for the whole where the file on the server is another by now.</summary>
    public void Ask(HttpRequestMessage request)
    {
        if (Length > 0 && File.Exists(_tagPath) && EntityTagHeaderValue.TryParse(File.ReadAllText(_tagPath), out var tag) && !tag.IsWeak)
        {
            request.Headers.Range = new RangeHeaderValue(Length, null);
            request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        }
    }

    /// <summary>Notes which version the bytes belong to.</summary>
    public void Note(EntityTagHeaderValue? tag)
    {
        if (tag is null)
        {
            File.Delete(_tagPath);
        }
        else
        {
            File.WriteAllText(_tagPath, tag.ToString());
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Delete()
    {
        if (Directory.Exists(System.IO.Path.GetDirectoryName(Path)))
        {
            File.Delete(Path);
            File.Delete(_tagPath);
        }
    }
}
