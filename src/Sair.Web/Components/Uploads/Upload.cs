namespace Sair.Web.Components.Uploads;

/// <summary>One file on its way to the server.</summary>
public sealed class Upload(string key, string fileName)
{
    public string Key { get; } = key;

    public string FileName { get; } = fileName;

    public int Percent { get; set; }

    public string? Error { get; set; }

    public bool IsBeingRead => Percent >= 100 && Error is null;
}
